import { WebSocket } from 'ws';
import { rate } from './sounds.ts';
import type { Sound } from './sounds.ts';

const pieceMs = 20;
const perPiece = (rate * pieceMs) / 1000;
const silence = new Int16Array(perPiece);
/** After so long without a message nothing more comes of what was said. */
const calmMs = 2500;

/** What the server made of one sound. Times in ms from the sound's first or last audible sample. */
export interface Outcome {
  sound: Sound;
  /** When `user_interruption` came after the sound began, and after it ended; absent: never. */
  interrupted?: { afterBegin: number; afterEnd: number };
  /** The final words of the user that came. */
  words: string[];
  /** When the first sound of an answer came, after the sound had ended; absent: never. */
  answeredAfter?: number;
}

/** Sends a sound as a microphone would: silence before it, and after it until `tailMs` have passed. */
export class Listening {
  readonly #socket: WebSocket;
  readonly #opened: Promise<void>;
  readonly #messages: { type: string; at: number; text: string }[] = [];
  #wake: () => void = () => undefined;

  constructor(url: string) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/v0/evi/chat`);
    this.#opened = new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
    this.#socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as {
        type: string;
        interim?: boolean;
        message?: { content?: string };
      };
      if (message.interim === true) return;
      const text = message.message?.content ?? '';
      this.#messages.push({ type: message.type, at: performance.now(), text });
      this.#wake();
    });
  }

  /** Into a silent room, or in the middle of a story. */
  async hear(sound: Sound, scene: 'silence' | 'story'): Promise<Outcome> {
    await this.#opened;
    this.#send({
      type: 'session_settings',
      audio: { encoding: 'linear16', channels: 1, sample_rate: rate },
    });
    if (scene === 'story') {
      this.#send({ type: 'user_input', text: 'tell me a long story' });
      await this.#next('audio_output');
    }
    const before = this.#messages.length;
    const heard = () => {
      const since = this.#messages.slice(before);
      const calm = performance.now() - (since.at(-1)?.at ?? Infinity) > calmMs;
      return calm && since.some(({ type }) => type === 'user_message');
    };
    // Nothing is to come of a noise.
    const words = scene === 'silence' && sound.kind !== 'noise';
    const begun = await this.#speak(sound, words ? heard : () => true);
    const since = this.#messages.slice(before);
    this.#socket.close();
    const told = since.find(({ type }) => type === 'user_interruption');
    const answer = since.find(({ type }) => type === 'audio_output');
    return {
      sound,
      words: since.filter(({ type }) => type === 'user_message').map(({ text }) => text),
      ...(scene === 'silence' && answer && { answeredAfter: answer.at - begun - sound.until }),
      ...(told && {
        interrupted: {
          afterBegin: told.at - begun - sound.from,
          afterEnd: told.at - begun - sound.until,
        },
      }),
    };
  }

  /** Gives when the sound began. */
  async #speak({ samples }: Sound, over: () => boolean): Promise<number> {
    const lead = 1000 / pieceMs;
    const tail = 3000 / pieceMs;
    const pieces = Math.ceil(samples.length / perPiece);
    const start = performance.now();
    const latest = 12_000 / pieceMs;
    const until = (i: number) => lead + pieces + (over() ? tail : latest) > i;
    for (let i = 0; until(i); i++) {
      const at = (i - lead) * perPiece;
      const piece = at >= 0 && at < samples.length ? samples.slice(at, at + perPiece) : silence;
      this.#socket.send(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
      const wait = start + (i + 1) * pieceMs - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    // A piece is heard by a microphone before it is sent.
    return start + lead * pieceMs;
  }

  #send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  async #next(type: string): Promise<void> {
    const late = performance.now() + 15_000;
    while (!this.#messages.some((message) => message.type === type)) {
      if (performance.now() > late) throw new Error(`no ${type} within 15 s`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 500);
      });
    }
  }
}
