// For engines without Uint8Array.fromBase64 and toBase64. One pass each, no string built by appending.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const invalid = 255;

// Six bits to a character's code, and a character's code to six bits or `invalid`. Made on first use: an engine with
// base64 of its own never needs them.
let codes: Uint8Array | undefined;
let values: Uint8Array | undefined;

/** Writes bytes as padded base64. */
export function base64FromTable(bytes: Uint8Array): string {
  const table = (codes ??= new TextEncoder().encode(alphabet));
  const byte = (i: number) => bytes[i] ?? 0;
  const code = (bits: number) => table[bits & 63] ?? 0;
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0, to = 0; from < bytes.length; from += 3) {
    const bits = (byte(from) << 16) | (byte(from + 1) << 8) | byte(from + 2);
    text[to++] = code(bits >> 18);
    text[to++] = code(bits >> 12);
    text[to++] = code(bits >> 6);
    text[to++] = code(bits);
  }
  // The last group shows how many of its bytes there were.
  text.fill('='.charCodeAt(0), Math.ceil((bytes.length * 4) / 3));
  return new TextDecoder().decode(text);
}

/** Reads base64 with the leniency of `atob`; undefined when it is none. */
export function bytesFromTable(source: string): Uint8Array | undefined {
  // Only text that holds white space pays for removing it.
  const text = /[\t\n\f\r ]/.test(source) ? source.replace(/[\t\n\f\r ]+/g, '') : source;
  let end = text.length;
  if (end % 4 === 0 && text.endsWith('=')) end -= text.endsWith('==') ? 2 : 1;
  if (end % 4 === 1) return undefined;

  const table = (values ??= invert());
  const value = (i: number) => (i < end ? (table[text.charCodeAt(i)] ?? invalid) : 0);
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let seen = 0;
  for (let from = 0, to = 0; from < end; from += 4) {
    const a = value(from);
    const b = value(from + 1);
    const c = value(from + 2);
    const d = value(from + 3);
    seen |= a | b | c | d;
    const bits = (a << 18) | (b << 12) | (c << 6) | d;
    // Writes past the end of a typed array are dropped, which is what the last group needs.
    bytes[to++] = bits >> 16;
    bytes[to++] = bits >> 8;
    bytes[to++] = bits;
  }
  // Valid characters use six bits; `invalid` leaves the seventh and eighth behind.
  return seen > 63 ? undefined : bytes;
}

function invert(): Uint8Array {
  const inverse = new Uint8Array(256).fill(invalid);
  for (let i = 0; i < 64; i++) inverse[alphabet.charCodeAt(i)] = i;
  return inverse;
}
