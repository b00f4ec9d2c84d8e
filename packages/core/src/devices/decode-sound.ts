import { inTime } from '../base/in-time.ts';

/** ms for the decoder: if its context is closed meanwhile, it may never answer. */
const timeout = 5000;

/**
 * Decodes any format that the browser supports (MP3, Opus, AAC …).
 *
 * @returns mono at the context's rate; null if it can't be decoded within 5 s
 */
export async function decodeSound(
  context: BaseAudioContext,
  bytes: Uint8Array,
): Promise<Float32Array<ArrayBuffer> | null> {
  try {
    const sound = await inTime(context.decodeAudioData(bytes.slice().buffer), timeout);
    const mono = new Float32Array(sound.length);
    for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
      const samples = sound.getChannelData(channel);
      for (let i = 0; i < mono.length; i += 1) {
        mono[i] = (mono[i] ?? 0) + (samples[i] ?? 0) / sound.numberOfChannels;
      }
    }
    return mono;
  } catch {
    return null;
  }
}
