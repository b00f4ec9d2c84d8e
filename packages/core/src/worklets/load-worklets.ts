import { scriptUrl } from '../base/script-url.ts';
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
  const load = loads.get(worklet) ?? addScripts(worklet, assets);
  loads.set(worklet, load);
  load.catch(() => loads.delete(worklet));
  return load;
}

async function addScripts(worklet: AudioWorklet, assets?: WorkletAssets): Promise<void> {
  const urls = assets
    ? [assets.captureProcessor, assets.playbackProcessor]
    : [captureSource, playbackSource].map(scriptUrl);
  try {
    await Promise.all(urls.map((url) => worklet.addModule(url)));
  } catch (cause) {
    throw blocked(
      assets
        ? `the browser refused ${urls.join(' or ')}. Are both served as JavaScript, and does script-src of the Content-Security-Policy allow them?`
        : 'the browser refused a blob: script. Does the Content-Security-Policy lack `script-src blob:`? Add it, or serve the files yourself and name them in the `assets` option.',
      cause,
    );
  } finally {
    // Does nothing to an address that is no `blob:`.
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
