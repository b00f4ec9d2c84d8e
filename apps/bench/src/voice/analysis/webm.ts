/** One packet of sound in a WebM stream. */
export interface WebmPacket {
  /** ms on the stream's own clock. */
  readonly time: number;
  /** Offset in the stream of the byte after it. */
  readonly end: number;
}

const segment = 0x18538067;
const cluster = 0x1f43b675;
const timecode = 0xe7;
const simpleBlock = 0xa3;

/**
 * The packets of a live WebM stream with one track.
 *
 * @see RFC 8794 (EBML) and RFC 9559 (Matroska)
 */
export function webmPackets(stream: Buffer): WebmPacket[] {
  const packets: WebmPacket[] = [];
  let base = 0;
  let at = 0;
  while (at < stream.length) {
    const id = readNumber(stream, at, true);
    const size = id && readNumber(stream, at + id.length, false);
    if (!size) break;
    const body = at + id.length + size.length;
    // A segment and a cluster hold what follows, whatever their length is said to be.
    if (id.value === segment || id.value === cluster) {
      at = body;
      continue;
    }
    const end = body + size.value;
    if (end > stream.length) break;
    if (id.value === timecode) base = stream.readUIntBE(body, size.value);
    if (id.value === simpleBlock) {
      packets.push({ time: base + stream.readInt16BE(body + 1), end });
    }
    at = end;
  }
  return packets;
}

/** A number whose first byte tells by its leading zeros how long it is; an id keeps that mark. */
function readNumber(
  stream: Buffer,
  at: number,
  keepMark: boolean,
): { value: number; length: number } | null {
  const first = stream[at];
  if (first === undefined || first === 0) return null;
  const length = Math.clz32(first) - 23;
  if (at + length > stream.length) return null;
  let value = keepMark ? first : first & (0xff >> length);
  for (let i = 1; i < length; i += 1) value = value * 256 + (stream[at + i] ?? 0);
  return { value, length };
}
