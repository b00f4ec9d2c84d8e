import { readWav } from './wav.ts';
import type { Wav, WavProblem } from './wav.ts';

/** What files of sound begin with, as far as it can't be samples. */
const beginning = /^(RIF[FX]|RF64|BW64|OggS|fLaC|ID3[\x02-\x04]|\x1aE\xdf\xa3|....ftyp)/s;

/** What follows sound in a file, maybe after a byte of padding: the name of a chunk, and a length below 1 MB in either byte order. */
const chunk = /^.?[ -~]{4}(..[\0-\x0f]\0|\0[\0-\x0f]..)/s;

/** Bytes that a header may take. */
const longestHeader = 65_536;

const nothing = new Uint8Array();

/**
 * Reads WAV that comes in pieces: each is a file of its own, or goes on where the one before was cut, be it in the header, in a
 * frame or between them.
 */
export class WavStream {
  /** Why nothing came of the bytes that are held back as part of a header, or were when another file began; else null. */
  lack: WavProblem | null = null;
  /** What a piece without a header goes on from: the header before it, or what has come of that; null where a file is over. */
  #before: Uint8Array | null = nothing;
  /** The piece before was a whole file, and ended where its sound does: more sound may follow, or the rest of that file. */
  #whole = false;

  /**
   * @returns the sound that can be read by now; null where there is none yet, or no more; bytes for another decoder, where they
   * are not read here
   */
  read(piece: Uint8Array): Wav | Uint8Array | null {
    const start = String.fromCharCode(...piece.subarray(0, 9));
    const begins = beginning.test(start);
    if (this.#whole && chunk.test(start)) this.#before = null;
    this.#whole = false;
    const before = begins ? nothing : this.#before;
    if (!before) return null;
    const bytes = new Uint8Array(before.length + piece.length);
    bytes.set(before);
    bytes.set(piece, before.length);
    const wav = readWav(bytes);
    if (typeof wav !== 'string') {
      if (!begins || !this.#before?.length) this.lack = null;
      // A piece that is a whole file may be followed by more; the end of a file that was cut is the end.
      this.#whole = wav.missing === 0 && begins;
      this.#before = wav.missing > 0 || this.#whole ? wav.rest : null;
      return wav;
    }
    if (wav === 'unsupported' || bytes.length > (wav === 'not-wav' ? 11 : longestHeader)) {
      this.#before = nothing;
      this.lack = null;
      return bytes;
    }
    this.#before = bytes;
    // Less than a frame may follow sound.
    if (begins || this.lack || wav !== 'empty') this.lack = wav;
    return null;
  }
}
