import createFvad from '@echogarden/fvad-wasm';
import { ServerError } from '../server-error.ts';
import { frameLength, speechRate } from './voice-activity.ts';
import type { VoiceActivity, VoiceActivityDetector } from './voice-activity.ts';

/** 3 rejects the most noise; modes 0 to 2 take a fan for a voice. */
const mode = 3;
const bytesPerSample = 2;

/** WebRTC's voice activity detector as WebAssembly. A decision takes microseconds, so it runs where it is asked. */
export async function createFvadVoiceActivity(): Promise<VoiceActivity> {
  const fvad = await createFvad();

  function open(): VoiceActivityDetector {
    const handle = fvad._fvad_new();
    const memory = fvad._malloc(frameLength * bytesPerSample);
    if (handle === 0 || memory === 0) throw ServerError.engineFailed('fvad');
    fvad._fvad_set_sample_rate(handle, speechRate);
    fvad._fvad_set_mode(handle, mode);
    let closed = false;
    return {
      isSpeech(frame) {
        if (closed) return false;
        // The view is asked for anew each time: growing the memory replaces it.
        fvad.HEAP16.set(frame.subarray(0, frameLength), memory / bytesPerSample);
        return fvad._fvad_process(handle, memory, frameLength) === 1;
      },
      close() {
        if (closed) return;
        closed = true;
        fvad._fvad_free(handle);
        fvad._free(memory);
      },
    };
  }

  return { name: 'fvad', open };
}
