import { writeFileSync } from 'node:fs';

/** Silence of that many seconds. */
export function silence(seconds: number, sampleRate: number): Int16Array {
  return new Int16Array(Math.round(seconds * sampleRate));
}

/** Puts stretches of sound behind each other. */
export function concatenate(...parts: Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Writes a mono 16-bit WAV file. */
export function writeWav(path: string, samples: Int16Array, sampleRate: number): void {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(samples.byteLength, 40);
  writeFileSync(
    path,
    Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]),
  );
}

/** Index of the first sample louder than that, from `from` on; −1 where none is. */
export function firstAbove(samples: Float32Array, level: number, from = 0): number {
  for (let i = Math.max(0, Math.floor(from)); i < samples.length; i += 1)
    if (Math.abs(samples[i] ?? 0) > level) return i;
  return -1;
}

/** Index of the last sample louder than that, before `before`; −1 where none is. */
export function lastAbove(
  samples: Float32Array,
  level: number,
  before: number = samples.length,
): number {
  for (let i = Math.min(Math.floor(before), samples.length) - 1; i >= 0; i -= 1)
    if (Math.abs(samples[i] ?? 0) > level) return i;
  return -1;
}

/** Word error rate: substitutions, insertions and deletions over the words that were said. */
export function wordErrorRate(said: string, understood: string): number {
  const words = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? [];
  const a = words(said);
  const b = words(understood);
  let row = b.map((_, j) => j + 1);
  row.unshift(0);
  for (const [i, word] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      next.push(
        Math.min(
          (next[j] ?? 0) + 1,
          (row[j + 1] ?? 0) + 1,
          (row[j] ?? 0) + (word === other ? 0 : 1),
        ),
      );
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / a.length;
}
