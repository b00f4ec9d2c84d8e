import { inTime } from './base/in-time.ts';
import { scriptUrl } from './base/script-url.ts';
import type { DenoiseCommand } from './audio/audio-scope.ts';
import type { Denoise } from './devices/sound-system.ts';
import type { DenoiseReport } from './worklets/messages.ts';

export type { Denoise } from './devices/sound-system.ts';

/** ms for the weights, the script and the processor's answer each. */
const timeout = 10_000;

/**
 * Removes noise from the microphone with RNNoise, on the audio thread; an option of the client and of `VoiceProvider`. RNNoise itself
 * (130 kB compressed) is loaded when the first conversation begins. A Content-Security-Policy has to allow `'wasm-unsafe-eval'`.
 *
 * @example
 * ```ts
 * import { VoiceClient } from '@vivavoce/core';
 * import { denoise } from '@vivavoce/core/denoise';
 *
 * const client = new VoiceClient({ denoise, microphone: { noiseSuppression: false } });
 * ```
 */
export const denoise: Denoise = denoiseFrom();

/**
 * The same for a page whose policy refuses `blob:` scripts.
 *
 * @param asset address of `assets/denoise-processor.js`. Default: the script inside this package, by a `blob:` URL
 */
export function denoiseFrom(asset?: string): Denoise {
  return async (capture, warn) => {
    const { script, compileRnnoise } = await inTime(import('./worklets/rnnoise.ts'), timeout);
    const url = asset ?? scriptUrl(script);
    try {
      const module = await inTime(compileRnnoise(), timeout);
      await inTime(capture.context.audioWorklet.addModule(url), timeout);
      await inTime(begin(capture, { type: 'denoise', module }, warn), timeout);
    } finally {
      // Does nothing to an address that is no `blob:`.
      URL.revokeObjectURL(url);
    }
  };
}

/** Resolves when noise is removed. What fails later is a warning. */
function begin(
  capture: AudioWorkletNode,
  command: DenoiseCommand,
  warn: (message: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let begun = false;
    capture.port.onmessage = ({ data }: MessageEvent<DenoiseReport | null>) => {
      if (data?.type !== 'denoise') return;
      if (data.failed === undefined) resolve();
      else if (begun) warn(`Noise is not removed any more. ${data.failed}`);
      else reject(new Error(data.failed));
      begun = true;
    };
    capture.port.postMessage(command);
  });
}
