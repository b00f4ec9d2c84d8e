import type { Clock } from '../../base/clock.ts';
import type { Outbox } from '../../connection/outbox.ts';
import type { DialogueParts } from '../dialogue.ts';
import type { ToldMessage, Trouble } from './upstream.ts';

/** The same is told again after so long, in ms. */
const quietMs = 10_000;
/** The longest text of a service that is passed on, in characters. */
const longest = 300;

/** What looks like a key: services quote it in what they complain of. */
const keys = /\b(sk|ek|rk|AIza|auth_tokens|Bearer)[-_/ ][\w*.-]{4,}|\bAIza[\w-]{10,}/g;

/** What is told of a model for which there is no hope. */
const endings: Readonly<Record<Exclude<Trouble, 'lost'>, string>> = {
  refused:
    'The realtime model refuses the key of this server. Is OPENAI_API_KEY or GEMINI_API_KEY right, and allowed to use this model?',
  unusable:
    'The realtime model can not be used as it is set up. Is its name right, does the account have credit, and does it have the voice and tools that are set?',
};

/** What a {@link Troubles} needs. */
export interface TroublesParts extends Pick<DialogueParts, 'onTrouble' | 'onEnd'> {
  clock: Clock;
  outbox: Outbox;
}

/** What goes wrong with a realtime model, in words for the client and for whoever runs the server. */
export class Troubles {
  readonly #parts: TroublesParts;
  /** When what was told last, by its beginning. */
  readonly #told = new Map<string, number>();
  /** The last that the service has complained of. */
  #last = '';

  constructor(parts: TroublesParts) {
    this.#parts = parts;
  }

  /** The model can't be spoken to. */
  down(trouble: Trouble, because: string | undefined): void {
    const why = because === undefined ? '' : `: ${because}`;
    if (trouble === 'lost') {
      this.#tell(
        'realtime_unavailable',
        `The connection to the realtime model failed${why}. It is tried again.`,
      );
      this.#parts.onTrouble('warning', `The connection to the realtime model failed${why}`);
      return;
    }
    const sentence = `${endings[trouble]}${why && ` What is known${why}.`}`;
    const said = this.#last === '' ? '' : ` It says: ${this.#last}`;
    this.#parts.onTrouble('error', sentence);
    this.#parts.onEnd('realtime_failed', `${sentence}${trouble === 'refused' ? '' : said}`);
  }

  /** The translator tells of an error. */
  hear({ slug, message }: ToldMessage): void {
    const name = typeof slug === 'string' ? slug : '';
    const text = typeof message === 'string' ? message : '';
    if (name === 'malformed') {
      this.#tell(
        'realtime_failed',
        'The realtime model sent what can not be read; it is left out.',
      );
      return;
    }
    this.#last = text.replace(keys, '…').slice(0, longest);
    if (name === 'unsupported') this.#tell('unsupported', this.#last);
    else if (name === 'malformed_call') {
      this.#tell('realtime_failed', 'The realtime model called a tool with broken arguments.');
    } else this.#tell('realtime_failed', `The realtime model complains: ${this.#last}`);
  }

  /** A Config has a language model of its own. */
  otherModel(): void {
    const sentence = "A Config's own language model is not asked: the realtime model answers";
    this.#parts.onTrouble('warning', sentence);
  }

  /** More waits for the model than is kept. */
  leftOut(): void {
    this.#tell(
      'realtime_unavailable',
      'More waits for the realtime model than is kept for it; the oldest is left out.',
    );
  }

  /** The model has said nothing for long, though it was asked. */
  silent(): void {
    this.#tell('realtime_failed', 'The realtime model does not answer. Say it again, or wait.');
    this.#parts.onTrouble('warning', 'The realtime model did not answer');
  }

  #tell(slug: 'realtime_failed' | 'realtime_unavailable' | 'unsupported', sentence: string): void {
    const { clock, outbox } = this.#parts;
    const now = clock.now();
    const key = `${slug} ${sentence.slice(0, 60)}`;
    const before = this.#told.get(key);
    if (before !== undefined && now - before < quietMs) return;
    if (this.#told.size > 100) this.#told.clear();
    this.#told.set(key, now);
    outbox.sendError(slug, sentence);
  }
}
