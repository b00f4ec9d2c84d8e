/** When somebody speaks, told by the place in the sound, in ms. */
export type Activity =
  | { readonly type: 'started'; readonly at: number }
  | { readonly type: 'stopped'; readonly at: number };

/** How an utterance is found. */
export interface ActivityOptions {
  /** RMS from which on a window counts as a voice, 0 to 1. Default: 0.02. */
  readonly threshold?: number | undefined;
  /** ms of quiet that end an utterance. */
  readonly silence: number;
  /** ms before the first voice that belong to it. */
  readonly prefix: number;
}

/** ms that are looked at in one piece. */
const span = 10;

/** Finds utterances in linear16 by their loudness. Pieces are bytes, as they come: a sample may straddle two of them. */
export class VoiceActivity {
  readonly #rate: number;
  readonly #options: ActivityOptions;
  #rest: number[] = [];
  /** Of the window that is not full: its samples, and the sum of their squares. */
  #count = 0;
  #power = 0;
  #quiet = 0;
  /** ms that were looked at. */
  at = 0;
  speaking = false;

  /** @param rate Hz */
  constructor(rate: number, options: ActivityOptions) {
    this.#rate = rate;
    this.#options = options;
  }

  /** What happens in a piece, in order. */
  hear(bytes: Uint8Array): Activity[] {
    const all = this.#rest.length > 0 ? Uint8Array.from([...this.#rest, ...bytes]) : bytes;
    const even = all.length & ~1;
    this.#rest = [...all.subarray(even)];
    const view = new DataView(all.buffer, all.byteOffset, even);
    const found: Activity[] = [];
    for (let offset = 0; offset < even; offset += 2) {
      this.#power += (view.getInt16(offset, true) / 0x8000) ** 2;
      this.#count += 1;
      if (this.#count * 1000 < this.#rate * span) continue;
      const activity = this.#look(Math.sqrt(this.#power / this.#count));
      this.#count = this.#power = 0;
      if (activity) found.push(activity);
    }
    return found;
  }

  /** Whatever is being said is over. */
  reset(): void {
    this.speaking = false;
    this.#quiet = 0;
  }

  #look(loudness: number): Activity | undefined {
    const { silence, prefix, threshold = 0.02 } = this.#options;
    const began = this.at;
    this.at += span;
    if (loudness >= threshold) {
      this.#quiet = 0;
      if (this.speaking) return undefined;
      this.speaking = true;
      return { type: 'started', at: Math.max(0, began - prefix) };
    }
    this.#quiet += span;
    if (!this.speaking || this.#quiet < silence) return undefined;
    this.speaking = false;
    return { type: 'stopped', at: this.at };
  }
}

/** The bytes of a base64 text; undefined where it is none. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** A sine as bare linear16, as base64: a piece of speech `duration` ms long that begins `from` ms into it. */
export function speechBase64(rate: number, from: number, duration: number): string {
  const first = Math.round((from * rate) / 1000);
  const frames = Math.round(((from + duration) * rate) / 1000) - first;
  const bytes = new Uint8Array(frames * 2);
  const view = new DataView(bytes.buffer);
  for (let frame = 0; frame < frames; frame += 1) {
    const sample = 0.5 * Math.sin((2 * Math.PI * 440 * (first + frame)) / rate);
    view.setInt16(frame * 2, Math.round(sample * 0x7fff), true);
  }
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
