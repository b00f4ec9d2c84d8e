import type { WebSocket } from 'ws';
import { pass } from '../../voice/call.ts';
import {
  assistantEnd,
  assistantMessage,
  audioOutput,
  chatMetadata,
  userInterruption,
  userMessage,
  voiceRate,
} from '../../voice/server/messages.ts';
import { inPieces, tone } from '../../voice/signals/tone.ts';
import type { WallClock } from '../../voice/wall-clock.ts';
import { greeting, pieceDuration, pitch } from './assistant.ts';
import type { Answer, Assistant, Piece } from './assistant.ts';

/** The same in EVI, which is never told how much of an answer was heard. */
export class EviAssistant implements Assistant {
  readonly rate = 16_000;
  readonly uplink: Piece[] = [];
  readonly truncations = [];
  readonly refusals: string[] = [];
  readonly items: string[] = [];
  readonly #socket: WebSocket;
  readonly #clock: WallClock;
  #answers = 0;
  #turns = 0;
  /** How many pieces of the latest item were sent. */
  #pieces = 0;
  /** The answer that is being said. */
  #saying = 0;

  /** @param greets whether it says something at once */
  constructor(socket: WebSocket, clock: WallClock, greets: boolean) {
    this.#socket = socket;
    this.#clock = clock;
    socket.on('message', (data: Buffer) => {
      const at = clock.now();
      const frame = JSON.parse(String(data)) as { type: string; data: string };
      if (frame.type === 'audio_input')
        this.uplink.push({ at, bytes: Buffer.from(frame.data, 'base64') });
    });
    this.#send(chatMetadata);
    if (greets) void this.say(greeting);
  }

  async say({ sounds, due = [] }: Answer): Promise<number> {
    const saying = (this.#saying += 1);
    this.items.length = 0;
    let first = NaN;
    for (const duration of sounds) {
      const id = `answer-${(this.#answers += 1)}`;
      this.items.push(id);
      this.#send(assistantMessage(id, 'So this is what is said.'));
      const pieces = inPieces(
        tone(pitch, voiceRate, duration / 1000),
        voiceRate,
        pieceDuration / 1000,
      );
      const rest = (from: number): void => {
        for (let piece = from; piece < pieces.length; piece += 1) {
          const left = first + (due[piece] ?? 0) - this.#clock.now();
          if (left > 0) {
            setTimeout(() => rest(piece), left);
            return;
          }
          if (saying !== this.#saying) return;
          const at = this.#send(audioOutput(id, piece, pieces[piece] ?? new Float32Array()));
          if (Number.isNaN(first)) first = at;
          this.#pieces = piece + 1;
        }
        this.#send(assistantEnd);
      };
      rest(0);
    }
    return Promise.resolve(first);
  }

  interrupt(): number {
    this.#saying += 1;
    return this.#send(userInterruption());
  }

  sendLate(): void {
    const late = audioOutput(this.items.at(-1) ?? '', this.#pieces, tone(pitch, voiceRate, 0.1));
    this.#pieces += 1;
    this.#send(late);
  }

  async settle(): Promise<void> {
    this.#turns += 1;
    this.#send(userMessage(`Words ${this.#turns}.`, false));
    this.#send(assistantEnd);
    await pass(1);
  }

  #send(text: string): number {
    const at = this.#clock.now();
    this.#socket.send(text);
    return at;
  }
}
