import { breaks } from '../../../apps/bench/src/voice/analysis/sound.ts';
import type { Frame } from '../../../apps/bench/src/voice/server/line.ts';

const rate = 16_000;
/** A step that no 16-bit rounding and no filter makes. */
const bound = 0.01;
/** Samples that a render quantum is at least, when it comes at 48 kHz, less what the resampler rounds off. */
const quantum = 25;

/** Everything that a client said, −1 to 1 at 16 kHz, chunk behind chunk. */
export function speechOf(frames: readonly Frame[]): Float32Array {
  const chunks = frames.flatMap(({ data }) => {
    const message = JSON.parse(data.toString()) as { type: string; data: string };
    return message.type === 'audio_input' ? [Buffer.from(message.data, 'base64')] : [];
  });
  const bytes = Buffer.concat(chunks);
  return Float32Array.from(
    { length: bytes.length / 2 },
    (_, i) => bytes.readInt16LE(i * 2) / 32_768,
  );
}

/**
 * Places at which what should be one sine goes on from somewhere else, but for its first 200 ms and for what follows when it
 * ends. Where an engine skipped render quanta, the client puts silence for them: those are counted apart.
 */
export function tears(
  speech: Float32Array,
  frequency: number,
): { readonly torn: number; readonly skipped: number } {
  const last = speech.findLastIndex((sample) => Math.abs(sample) > bound);
  const found = breaks(speech, rate, frequency, { start: rate / 5, end: last - 320 });
  let torn = 0;
  let skipped = 0;
  let before = -Infinity;
  found.forEach((height, i) => {
    if (height <= bound) return;
    if (i - before > 320) {
      if (hasSilence(speech, rate / 5 + i)) skipped += 1;
      else torn += 1;
    }
    before = i;
  });
  return { torn, skipped };
}

function hasSilence(speech: Float32Array, place: number): boolean {
  let run = 0;
  for (let i = place - 400; i < place + 400; i += 1) {
    run = Math.abs(speech[i] ?? 1) < 0.002 ? run + 1 : 0;
    if (run >= quantum) return true;
  }
  return false;
}
