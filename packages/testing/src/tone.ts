/** Options of {@link toneWav} and {@link toneBase64}. */
export interface ToneOptions {
  /** ms. Default: 200. */
  readonly duration?: number | undefined;
  /** Frequency of the sine in Hz. Default: 440. */
  readonly frequency?: number | undefined;
  /** Sample rate in Hz. Default: 24,000. */
  readonly sampleRate?: number | undefined;
  /** Peak, 0 to 1. Default: 0.5. */
  readonly amplitude?: number | undefined;
}

/** A WAV file of a sine that starts at zero: mono, linear16. */
export function toneWav({
  duration = 200,
  frequency = 440,
  sampleRate = 24_000,
  amplitude = 0.5,
}: ToneOptions = {}): Uint8Array {
  const frames = Math.round((duration / 1000) * sampleRate);
  const bytes = new Uint8Array(44 + frames * 2);
  const view = new DataView(bytes.buffer);
  const text = (offset: number, word: string): void =>
    bytes.set(
      Array.from(word, (letter) => letter.charCodeAt(0)),
      offset,
    );
  text(0, 'RIFF');
  view.setUint32(4, 36 + frames * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, frames * 2, true);
  for (let frame = 0; frame < frames; frame += 1) {
    const sample = amplitude * Math.sin((2 * Math.PI * frequency * frame) / sampleRate);
    view.setInt16(44 + frame * 2, Math.round(sample * 0x7fff), true);
  }
  return bytes;
}

/** The same file in base64, for `data` of `audio_output`. */
export function toneBase64(options?: ToneOptions): string {
  return btoa(Array.from(toneWav(options), (byte) => String.fromCharCode(byte)).join(''));
}
