// For engines without Uint8Array.fromBase64 and toBase64. Text is taken as bytes and made from bytes: reading characters
// one by one, or appending them, is several times slower.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const padding = 61;
const invalid = 255;

// Six bits to a character's code, and a character's code to six bits or `invalid`. Made on first use: an engine with
// base64 of its own never needs them.
let codes: Uint8Array | undefined;
let values: Uint8Array | undefined;

/** Writes bytes as padded base64. */
export function base64FromTable(bytes: Uint8Array): string {
  const table = (codes ??= new TextEncoder().encode(alphabet));
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0, to = 0; to < text.length; from += 3, to += 4) {
    // Beyond the end there is nothing, which counts as zeros.
    const bits =
      ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    text[to] = table[bits >> 18] ?? 0;
    text[to + 1] = table[(bits >> 12) & 63] ?? 0;
    text[to + 2] = table[(bits >> 6) & 63] ?? 0;
    text[to + 3] = table[bits & 63] ?? 0;
  }
  // The last group shows how many of its bytes there were.
  text.fill(padding, Math.ceil((bytes.length * 4) / 3));
  return new TextDecoder().decode(text);
}

/** Reads base64 with the leniency of `atob`; undefined when it is none. */
export function bytesFromTable(text: string): Uint8Array | undefined {
  // Few texts hold white space, so only what cannot be read is searched for it.
  return read(text) ?? read(text.replace(/[\t\n\f\r ]+/g, ''));
}

function read(source: string): Uint8Array | undefined {
  // All that is not ASCII becomes bytes the table calls invalid.
  const text = new TextEncoder().encode(source);
  let end = text.length;
  if (end % 4 === 0 && text[end - 1] === padding) end -= text[end - 2] === padding ? 2 : 1;
  if (end % 4 === 1) return undefined;

  const table = (values ??= invert());
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let seen = 0;
  for (let from = 0, to = 0; from < end; from += 4, to += 3) {
    const a = table[text[from] ?? 0] ?? 0;
    const b = table[text[from + 1] ?? 0] ?? 0;
    const c = from + 2 < end ? (table[text[from + 2] ?? 0] ?? 0) : 0;
    const d = from + 3 < end ? (table[text[from + 3] ?? 0] ?? 0) : 0;
    seen |= a | b | c | d;
    // Writes past the end of a typed array are dropped, which is what the last group needs.
    bytes[to] = (a << 2) | (b >> 4);
    bytes[to + 1] = (b << 4) | (c >> 2);
    bytes[to + 2] = (c << 6) | d;
  }
  // Valid characters use six bits; `invalid` leaves the seventh and eighth behind.
  return seen > 63 ? undefined : bytes;
}

function invert(): Uint8Array {
  const inverse = new Uint8Array(256).fill(invalid);
  for (let i = 0; i < 64; i++) inverse[alphabet.charCodeAt(i)] = i;
  return inverse;
}
