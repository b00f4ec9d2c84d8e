import { WebSocket } from 'ws';
import { rate, silence } from './speech.ts';
import type { Speech } from './speech.ts';

/** The length of a piece, in ms. */
export const pieceMs = 20;

/** What callers say, and what they measure. */
export interface CallParts {
  question: Speech;
  interruption: Speech;
  /** From the first sound of an interruption to the message that tells it, in ms. */
  onInterrupted: (ms: number) => void;
  /** From the last piece of a question to the first sound of the answer, in ms; it holds the silence that ends an utterance. */
  onAnswered: (ms: number) => void;
  /** No answer within 10 s, or an interruption that was not told within 5. */
  onMissed: (what: 'waiting' | 'interrupting') => void;
}

type Phase = 'asking' | 'waiting' | 'listening' | 'interrupting' | 'interrupted';

/** How many pieces a phase lasts, if nothing ends it before. A question lasts as long as its speech. */
const lengths: Readonly<Record<Phase, number>> = {
  asking: Infinity,
  waiting: 10_000 / pieceMs,
  listening: 800 / pieceMs,
  interrupting: 5000 / pieceMs,
  interrupted: 3200 / pieceMs,
};

/**
 * One conversation, over and over: asks aloud, waits for the sound of the answer, listens for 0.8 s, speaks over it, and
 * asks again. A microphone never rests: every 20 ms there is a piece of speech or of silence.
 */
export class Caller {
  readonly #parts: CallParts;
  readonly #socket: WebSocket;
  readonly opened: Promise<void>;
  #phase: Phase = 'asking';
  #at = 0;
  #asked = 0;
  #onset = 0;
  /** Times a piece was sent late, in ms. */
  readonly lateness: number[] = [];
  failed: string | undefined;

  constructor(url: string, parts: CallParts) {
    this.#parts = parts;
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/v0/evi/chat`);
    this.opened = new Promise((resolve, reject) => {
      this.#socket.once('open', () => {
        const audio = { encoding: 'linear16', channels: 1, sample_rate: rate };
        this.#socket.send(JSON.stringify({ type: 'session_settings', audio }));
        resolve();
      });
      this.#socket.once('error', reject);
    });
    this.#socket.on('message', (data: Buffer) => {
      this.#handle(data);
    });
  }

  /** Sends the piece that is due now. @param due - when it was to be sent, in ms of `performance.now()`. */
  tick(due: number): void {
    this.lateness.push(performance.now() - due);
    const { question, interruption, onMissed } = this.#parts;
    const speech =
      this.#phase === 'asking'
        ? question
        : this.#phase === 'interrupting'
          ? interruption
          : undefined;
    // A piece leaves the microphone when its last sample is there: its first was heard 20 ms before.
    if (speech && this.#at === 0) this.#onset = due - pieceMs + speech.onsetMs;
    this.#socket.send(speech?.pieces[this.#at] ?? silence);
    this.#at += 1;
    if (this.#phase === 'asking' && this.#at === question.pieces.length) {
      this.#asked = due;
      this.#enter('waiting');
    } else if (this.#at === lengths[this.#phase]) {
      if (this.#phase === 'waiting' || this.#phase === 'interrupting') onMissed(this.#phase);
      this.#enter(this.#phase === 'listening' ? 'interrupting' : 'asking');
    }
  }

  close(): void {
    this.#socket.close();
  }

  #handle(data: Buffer): void {
    const text = data.toString('utf8', 0, 200);
    if (text.includes('"type":"user_interruption"')) {
      // What is said over the short answer to an interruption is not measured.
      if (this.#phase === 'interrupting') {
        this.#parts.onInterrupted(performance.now() - this.#onset);
        this.#enter('interrupted');
      }
    } else if (text.includes('"type":"audio_output"') && this.#phase === 'waiting') {
      this.#parts.onAnswered(performance.now() - this.#asked);
      this.#enter('listening');
    } else if (text.includes('"type":"error"')) this.failed = text;
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#at = 0;
  }
}
