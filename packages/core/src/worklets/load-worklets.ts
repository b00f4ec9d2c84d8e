import { VoiceError } from '../base/voice-error.ts';
import captureSource from './capture-processor.ts?inline-source';
import playbackSource from './playback-processor.ts?inline-source';

/** Addresses of the two processors as static files, for pages whose Content-Security-Policy refuses `blob:` scripts. */
export interface WorkletAssets {
  readonly captureProcessor: string;
  readonly playbackProcessor: string;
}

// A name may be registered once in a context, so a second load must not run the scripts again.
const loads = new WeakMap<AudioWorklet, Promise<void>>();

/**
 * Brings both processors into a context; a second call for the same context joins the first.
 *
 * @param assets where to load them from. Default: the source inside this package, by a `blob:` URL.
 * @throws VoiceError `audio-worklet-blocked`, by rejection, when the browser or the page's policy refuses; a later
 * call tries again.
 */
export function loadWorklets(context: BaseAudioContext, assets?: WorkletAssets): Promise<void> {
  const worklet = (context as { readonly audioWorklet?: AudioWorklet }).audioWorklet;
  if (!worklet) {
    return Promise.reject(blocked('there is no AudioWorklet here. Is the page served over https?'));
  }
  const load = loads.get(worklet) ?? (assets ? loadAssets(worklet, assets) : loadInline(worklet));
  loads.set(worklet, load);
  load.catch(() => loads.delete(worklet));
  return load;
}

async function loadAssets(
  worklet: AudioWorklet,
  { captureProcessor, playbackProcessor }: WorkletAssets,
): Promise<void> {
  try {
    await Promise.all([worklet.addModule(captureProcessor), worklet.addModule(playbackProcessor)]);
  } catch (cause) {
    throw blocked(
      `the browser refused ${captureProcessor} or ${playbackProcessor}. Are both served as JavaScript, and does script-src of the Content-Security-Policy allow them?`,
      cause,
    );
  }
}

async function loadInline(worklet: AudioWorklet): Promise<void> {
  const urls = [captureSource, playbackSource].map((source) =>
    URL.createObjectURL(new Blob([source], { type: 'text/javascript' })),
  );
  try {
    await Promise.all(urls.map((url) => worklet.addModule(url)));
  } catch (cause) {
    throw blocked(
      'the browser refused a blob: script. Does the Content-Security-Policy lack `script-src blob:`? Add it, or serve the files yourself and name them in the `assets` option.',
      cause,
    );
  } finally {
    for (const url of urls) URL.revokeObjectURL(url);
  }
}

function blocked(why: string, cause?: unknown): VoiceError {
  return new VoiceError(
    'audio-worklet-blocked',
    `Failed to load the audio worklets: because ${why}`,
    cause,
  );
}
