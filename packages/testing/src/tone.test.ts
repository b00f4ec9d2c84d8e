import { expect, test } from 'vitest';
import { toneBase64, toneWav } from './tone.ts';

test('a tone is a WAV file with the header its samples need', () => {
  const wav = toneWav({ duration: 100, sampleRate: 16_000 });
  const view = new DataView(wav.buffer);
  const word = (offset: number): string => String.fromCharCode(...wav.subarray(offset, offset + 4));
  expect([word(0), word(8), word(12), word(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
  expect(view.getUint32(4, true)).toBe(wav.length - 8);
  expect(view.getUint32(24, true)).toBe(16_000);
  expect(view.getUint32(40, true)).toBe(1600 * 2);
});

test('a tone has the frequency and the loudness that was asked for', () => {
  const wav = toneWav({ duration: 1000, frequency: 100, sampleRate: 8000, amplitude: 0.25 });
  const samples = new Int16Array(wav.buffer, 44);
  let crossings = 0;
  for (let index = 1; index < samples.length; index += 1) {
    if ((samples[index - 1] ?? 0) < 0 && (samples[index] ?? 0) >= 0) crossings += 1;
  }
  expect(crossings).toBeGreaterThanOrEqual(99);
  expect(crossings).toBeLessThanOrEqual(100);
  expect(Math.max(...samples) / 0x7fff).toBeCloseTo(0.25, 2);
});

test('the base64 form is the same file', () => {
  const bytes = Uint8Array.from(atob(toneBase64()), (letter) => letter.charCodeAt(0));
  expect(bytes).toEqual(toneWav());
});
