import { inTime } from '../base/in-time.ts';
import { scriptUrl } from '../base/script-url.ts';
import { VoiceError } from '../base/voice-error.ts';
import { loadTexts } from '../scripts/load-texts.ts';

/** ms for a script to load. */
const timeout = 10_000;

/** Addresses of the two processors as static files, for pages whose Content-Security-Policy refuses `blob:` scripts. */
export interface WorkletAssets {
  readonly captureProcessor: string;
  readonly playbackProcessor: string;
}

/**
 * Loads both processors into a context. Loading them again changes nothing.
 *
 * @param assets where to load them from. Default: the text inside this package, by a `blob:` URL.
 * @throws VoiceError rejects with `audio-worklet-blocked` when the browser or the page's policy refuses, and with
 * `microphone-unsupported` where there are none, such as on a page of a LAN address over http, and with `connection-lost` where the
 * package's own file can't be fetched; a later call tries again.
 */
export async function loadWorklets(
  context: BaseAudioContext,
  assets?: WorkletAssets,
): Promise<void> {
  const { captureProcessor, playbackProcessor } = assets ?? (await loadTexts());
  // Whoever waits for sound waits for each of them. One that is there already throws, and keeps the other from nothing.
  const urls = assets
    ? [captureProcessor, playbackProcessor]
    : [scriptUrl(`try{${captureProcessor}}finally{${playbackProcessor}}`)];
  try {
    // One at a time: over two at once WebKitGTK may lock up for good.
    for (const url of urls) await inTime(context.audioWorklet.addModule(url), timeout);
  } catch (cause) {
    if (!(context as Partial<BaseAudioContext>).audioWorklet) {
      // Not an error of its own: such a page has no microphone either.
      throw new VoiceError(
        'microphone-unsupported',
        'The browser has no AudioWorklet here. Is the page served over https or from localhost?',
        cause,
      );
    }
    const why = assets
      ? `it could not load ${urls.join()}. Are both JavaScript, and allowed by script-src?`
      : 'it refused a script. Allow `script-src blob:` in the Content-Security-Policy, or name static files in `assets`.';
    throw new VoiceError(
      'audio-worklet-blocked',
      `The browser loaded no audio worklets: ${why}`,
      cause,
    );
  } finally {
    // Does nothing to an address that is no `blob:`.
    for (const url of urls) URL.revokeObjectURL(url);
  }
}
