import type { MemorySocket } from '../../src/line/memory-line.ts';
import { speechBase64 } from '../../src/line/voice-activity.ts';

type Frame = Readonly<Record<string, unknown>>;

/** A client that does nothing by itself, with all that it was told. */
export class Caller {
  readonly told: Frame[] = [];
  readonly happened: string[] = [];
  readonly socket: MemorySocket;

  constructor(socket: MemorySocket) {
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.happened.push('open');
    socket.onmessage = ({ data }: { data: string | ArrayBuffer }) => {
      const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
      this.told.push(JSON.parse(text) as Frame);
    };
    socket.onclose = ({ code, reason }: { code: number; reason: string }) =>
      this.happened.push(`close ${code} ${reason}`.trim());
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Those of that type, so far. */
  of(type: string): Frame[] {
    return this.told.filter((frame) => frame['type'] === type);
  }

  /** Types, in order, without noise. */
  types(): string[] {
    return this.told
      .map(({ type }) => String(type))
      .filter((type) => type !== 'rate_limits.updated');
  }
}

/** Base64 of so many ms of a tone, or of silence. */
export function pcm(rate: number, duration: number, voice = true): string {
  return voice ? speechBase64(rate, 0, duration) : btoa('\0'.repeat((rate * 2 * duration) / 1000));
}
