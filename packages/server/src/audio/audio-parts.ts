import { containerOf, isFirstPage, nextBeginning } from './audio-container.ts';
import type { AudioContainer } from './audio-container.ts';

/** Bytes that belong together. */
export interface AudioPart {
  /** The container that begins with them; undefined: they go on with what came before. */
  begins: AudioContainer | undefined;
  bytes: Uint8Array;
}

/** `nothing` is known of what came before. In `linear16` and a `recording` an Ogg page begins nothing unless it says so. */
type Inside = 'nothing' | 'linear16' | 'recording';

/**
 * A client's audio as one stream, wherever it is cut: where recordings begin in it. What may be the beginning of one waits for
 * the bytes that tell, a dozen at most.
 */
export class AudioParts {
  #held: Uint8Array = new Uint8Array();

  /**
   * Takes the next piece.
   *
   * @param inside - what it goes on with, if it begins nothing.
   */
  take(piece: Uint8Array, inside: Inside): AudioPart[] {
    const waited = this.#held.length;
    const bytes = waited === 0 ? piece : Buffer.concat([this.#held, piece]);
    this.#held = new Uint8Array();
    const ofPiece = beginningOf(piece, inside);
    const first = beginningOf(bytes, inside);
    if (first === 'cut') {
      this.#held = bytes;
      return [];
    }
    const parts: AudioPart[] = [];
    let begins = first;
    let start = 0;
    while (start < bytes.length) {
      const found = nextBeginning(bytes, start + 1);
      // At the beginning of a piece the mark alone tells.
      const next =
        ofPiece !== undefined &&
        ofPiece !== 'cut' &&
        start < waited &&
        waited <= (found?.at ?? waited)
          ? { at: waited, container: ofPiece }
          : found;
      parts.push({ begins, bytes: bytes.subarray(start, next?.at) });
      if (next === undefined) break;
      if (next.container === 'cut') {
        this.#held = bytes.slice(next.at);
        break;
      }
      begins = next.container;
      start = next.at;
    }
    return parts;
  }

  /** Gives up what waits: it belongs to what is over. @returns it. */
  letGo(): Uint8Array {
    const held = this.#held;
    this.#held = new Uint8Array();
    return held;
  }
}

function beginningOf(bytes: Uint8Array, inside: Inside): AudioContainer | 'cut' | undefined {
  const container = containerOf(bytes);
  if (container !== 'ogg' || inside === 'nothing') return container;
  const first = isFirstPage(bytes);
  return first === 'cut' ? 'cut' : first ? 'ogg' : undefined;
}
