import type { EmotionScores } from '@vivavoce/evi';
import { speechRate } from '../../audio/pcm.ts';
import type { ChatGuard } from '../../connection/chat-guard.ts';
import type { Outbox } from '../../connection/outbox.ts';
import type { Prosody } from '../../engines/expressions/prosody.ts';
import type { InOrder } from './in-order.ts';
import type { ToldMessage } from './upstream.ts';
import type { UserVoice } from './user-voice.ts';

/** So long what the assistant says is not shown before the words that it answers, in ms: its sound does not wait. */
const patienceMs = 2500;
/** Words of which no end is known are no more than so many utterances. */
const mostOpen = 32;

/** What a {@link UserWords} needs and tells. */
export interface UserWordsParts {
  outbox: Outbox;
  order: InOrder;
  voice: UserVoice;
  prosody: Prosody;
  guard: ChatGuard;
  onWords: () => void;
}

/**
 * What the user says aloud, from the model's words for it. Those may come when the answer is heard already: the message keeps its place
 * before that of the answer. How it was said is scored from the user's own sound.
 */
export class UserWords {
  readonly #parts: UserWordsParts;
  /** Places of utterances by the moment at which they began. */
  readonly #places = new Map<number, (task?: () => void) => void>();
  /** Whether provisional words are told. */
  verbose = false;
  /** When the client's own sound began, in ms of all that has come. */
  base = 0;

  constructor(parts: UserWordsParts) {
    this.#parts = parts;
  }

  /** A `user_message` of the translator's. */
  hear(message: ToldMessage): void {
    const { outbox, order, voice } = this.#parts;
    const {
      time,
      interim,
      message: said,
    } = message as unknown as {
      time: { begin: number; end: number };
      interim: boolean;
      message: { content?: string | null };
    };
    const text = said.content ?? '';
    const key = time.begin;
    if (!this.#places.has(key) && (interim || text !== '')) {
      this.#places.set(key, order.place(patienceMs));
      const [oldest] = this.#places.keys();
      if (this.#places.size > mostOpen && oldest !== undefined) this.#settle(oldest);
    }
    const begin = time.begin + voice.lost;
    const end = time.end + voice.lost;
    const own = {
      begin: Math.max(0, Math.round(begin - this.base)),
      end: Math.max(0, Math.round(end - this.base)),
    };
    if (interim) {
      if (this.verbose) outbox.sendUserMessage(text, { time: own, interim: true });
    } else if (text === '') this.#settle(key);
    else {
      void this.#parts.guard.run(async () => {
        const scores = await this.#score(begin, end);
        this.#settle(key, () => {
          outbox.sendUserMessage(text, { time: own, ...(scores && { scores }) });
          this.#parts.onWords();
        });
      });
    }
  }

  #settle(key: number, task?: () => void): void {
    const settle = this.#places.get(key);
    this.#places.delete(key);
    if (settle) settle(task);
    else task?.();
  }

  async #score(begin: number, end: number): Promise<EmotionScores | undefined> {
    const samples = this.#parts.voice.between(begin, end);
    if (samples.length === 0) return undefined;
    return this.#parts.prosody.score({ samples, sampleRate: speechRate }).catch(() => undefined);
  }
}
