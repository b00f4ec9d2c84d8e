import type { IncomingMessage } from 'node:http';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import type {
  OpenAISession,
  ScriptClock,
  ScriptedAnswer,
  ScriptedOpenAI,
} from '@vivavoce/testing/openai-realtime';
import type { WebSocket } from 'ws';
import { pass } from '../../voice/call.ts';
import { voiceRate } from '../../voice/server/messages.ts';
import { inPieces, tone } from '../../voice/signals/tone.ts';
import type { WallClock } from '../../voice/wall-clock.ts';
import { greeting, pieceDuration, pitch } from './assistant.ts';
import type { Answer, Assistant, Piece, Truncation } from './assistant.ts';

type Line = Parameters<ScriptedOpenAI['take']>[0];

/** ms by which the service tells a piece of an answer from anything else that it waits for. */
const oneStep = 1;

/** ms of quiet that end an utterance, and then some. */
const quiet = 700;

/**
 * The strict stand-in of OpenAI Realtime, with its own voice activity and its own truncations, on a socket whose frames are timed.
 * What the microphone sends is kept and not listened to: when the user speaks is up to the experiment, which speaks for them.
 */
export class OpenAIAssistant implements Assistant {
  readonly rate = voiceRate;
  readonly uplink: Piece[] = [];
  readonly truncations: Truncation[] = [];
  readonly items: string[] = [];
  readonly #clock: WallClock;
  readonly #greets: boolean;
  readonly #answers: ScriptedAnswer[] = [];
  #session: OpenAISession | undefined;
  #feed: (frame: string) => void = () => undefined;
  #said: (at: number) => void = () => undefined;
  /** When pieces of the latest answer are due, and which of its steps is next. */
  #due: readonly number[] | undefined;
  #step = 0;
  #begun = 0;
  #settled = false;

  /** @param greets whether it says something as soon as the client's settings have come */
  constructor(socket: WebSocket, request: IncomingMessage, clock: WallClock, greets: boolean) {
    this.#clock = clock;
    this.#greets = greets;
    const service = scriptedOpenAI({
      onAnswer: () => this.#answers.shift() ?? { items: [] },
      onSession: (session) => (this.#session = session),
      pieceDuration,
      clock: { now: () => clock.now(), after: (delay, task) => this.#after(delay, task) },
    });
    service.take(this.#lineOf(socket, request, service.url));
  }

  get refusals(): readonly string[] {
    return (this.#session?.refusals ?? []).map(({ message }) => String(message));
  }

  say({ sounds, due }: Answer): Promise<number> {
    this.items.length = 0;
    this.#due = due;
    this.#step = 0;
    this.#answers.push({
      items: sounds.map((duration) => ({ say: 'So this is what is said.', duration })),
      pace: due ? oneStep : 0,
    });
    const said = new Promise<number>((settle, fail) => {
      this.#said = settle;
      const why = (): string => `Nothing was said within 10 s. ${this.refusals.join('; ')}`;
      setTimeout(() => fail(new Error(why())), 10_000).unref();
    });
    this.#feed(JSON.stringify({ type: 'response.create' }));
    return said;
  }

  interrupt(): number {
    this.#hear(pieceDuration, 0.5);
    return this.#clock.now();
  }

  sendLate(): void {
    const [piece = new Float32Array()] = inPieces(tone(pitch, voiceRate, 0.1), voiceRate, 0.1);
    this.#session?.send({
      type: 'response.output_audio.delta',
      response_id: 'resp_late',
      item_id: this.items.at(-1) ?? '',
      output_index: 0,
      content_index: 0,
      delta: linear16(piece).toString('base64'),
    });
  }

  async settle(): Promise<void> {
    this.#hear(quiet, 0);
    while (this.#session?.answering) await pass(20);
  }

  /** The experiment speaks for the user. */
  #hear(ms: number, loudness: number): void {
    const audio = linear16(tone(200, voiceRate, ms / 1000, loudness)).toString('base64');
    this.#feed(JSON.stringify({ type: 'input_audio_buffer.append', audio }));
  }

  #lineOf(socket: WebSocket, request: IncomingMessage, base: string): Line {
    const protocols = request.headers['sec-websocket-protocol'] ?? '';
    return {
      url: new URL(request.url ?? '/', base),
      protocols: protocols.split(',').map((one) => one.trim()),
      authorization: undefined,
      send: (frame) => {
        const at = this.#clock.now();
        socket.send(frame);
        this.#sent(JSON.parse(String(frame)) as Sent, at);
      },
      close: (code, reason) => socket.close(code, reason),
      onFrame: (listener) => {
        this.#feed = listener;
        socket.on('message', (data: Buffer) => this.#received(String(data), listener));
      },
      onEnd: (listener) =>
        socket.on('close', (code, reason) => listener({ code, reason: String(reason) })),
    };
  }

  #received(text: string, listener: (frame: string) => void): void {
    const at = this.#clock.now();
    const frame = JSON.parse(text) as Received;
    if (frame.type === 'input_audio_buffer.append') {
      this.uplink.push({ at, bytes: Buffer.from(frame.audio, 'base64') });
      return;
    }
    if (frame.type === 'conversation.item.truncate')
      this.truncations.push({ item: frame.item_id, heard: frame.audio_end_ms });
    listener(text);
    if (frame.type !== 'session.update' || this.#settled) return;
    this.#settled = true;
    if (this.#greets) void this.say(greeting);
  }

  /** @returns ms */
  #untilNextPiece(due: readonly number[]): number {
    const step = this.#step;
    this.#step += 1;
    // The first step begins the item, and the last ends it; each between them is a piece.
    if (step === 0) this.#begun = this.#clock.now();
    const at = step === 0 ? 0 : (due[step - 1] ?? 0);
    return Math.max(0, this.#begun + at - this.#clock.now());
  }

  #sent({ type, item }: Sent, at: number): void {
    if (type === 'response.output_item.added' && item) this.items.push(item.id);
    if (type === 'response.output_audio.delta') this.#said(at);
  }

  readonly #after: ScriptClock['after'] = (delay, task) => {
    const due = delay === oneStep ? this.#due : undefined;
    const timer = setTimeout(task, due ? this.#untilNextPiece(due) : delay);
    return () => clearTimeout(timer);
  };
}

interface Sent {
  readonly type: string;
  readonly item?: { readonly id: string };
}

type Received =
  | { readonly type: 'input_audio_buffer.append'; readonly audio: string }
  | {
      readonly type: 'conversation.item.truncate';
      readonly item_id: string;
      readonly audio_end_ms: number;
    }
  | { readonly type: 'session.update' };

function linear16(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, i) => bytes.writeInt16LE(Math.round(sample * 32_767), i * 2));
  return bytes;
}
