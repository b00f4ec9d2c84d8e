/** A stretch of bytes as they came; `message` stands where a data message ends with it. */
export interface Stretch {
  readonly bytes: Buffer;
  readonly message?: string;
}

/**
 * Cuts the bytes of one direction of a WebSocket into stretches, each ending where something ends: the HTTP head, or a
 * frame. Reads RFC 6455 frames, masked or not; extensions are not spoken here.
 */
export class WebSocketBytes {
  #rest = Buffer.alloc(0);
  #head = true;
  #parts: Buffer[] = [];

  /** @returns what is whole by now; the rest waits for more bytes. */
  push(bytes: Buffer): Stretch[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const stretches: Stretch[] = [];
    for (let next = this.#next(); next; next = this.#next()) stretches.push(next);
    return stretches;
  }

  #next(): Stretch | undefined {
    if (!this.#head) return this.#frame();
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    this.#head = false;
    return { bytes: this.#take(end + 4) };
  }

  #frame(): Stretch | undefined {
    const frame = readFrame(this.#rest);
    if (!frame) return undefined;
    const bytes = this.#take(frame.length);
    // A control frame may stand between the parts of a message.
    if (frame.opcode >= 8) return { bytes };
    this.#parts.push(frame.payload);
    if (!frame.final) return { bytes };
    const message = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    return { bytes, message };
  }

  #take(length: number): Buffer {
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return bytes;
  }
}

interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  /** Bytes of the whole frame. */
  readonly length: number;
}

function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = second >= 0x80;
  const start = 2 + extra + (masked ? 4 : 0);
  if (bytes.length < start) return undefined;
  const size =
    extra === 2 ? bytes.readUInt16BE(2) : extra === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + size) return undefined;
  const payload = Buffer.from(bytes.subarray(start, start + size));
  if (masked) {
    const mask = bytes.subarray(start - 4, start);
    for (let i = 0; i < size; i += 1) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
  }
  return { final: first >= 0x80, opcode: first & 0x0f, payload, length: start + size };
}
