import type { Outbox } from '../connection/outbox.ts';
import type { Occasion } from '../replies/responder.ts';
import type { SpokenUtterance, SpeechOutput } from './speaking/speech-output.ts';

/** Things that may wait to be spoken. */
const mostHeld = 32;
/** What is said in place of an answer that could not be made. */
const apology = 'I am sorry, I can not answer right now. Please try again.';

/** Something to say that answers nobody: a text as it stands, or words that the responder finds for an occasion. */
export type PendingUtterance =
  { kind: 'text'; text: string; fromText: boolean } | { kind: 'occasion'; occasion: Occasion };

/** What {@link Replies} needs of the Chat. */
export interface RepliesParts {
  output: SpeechOutput;
  /** Asks for an answer to the user's last message, or for words for an occasion. */
  answer: (signal: AbortSignal, occasion?: Occasion) => SpokenUtterance['text'];
  /** The voice to speak with. */
  voice: () => string;
  outbox: Pick<Outbox, 'send'>;
  /** What must not remain unsaid when a turn ends without a word; undefined when nothing must. */
  lastWords: () => string | undefined;
  onSentence: SpokenUtterance['onSentence'];
  /** The user's last message has an answer, or at least its first sentence. */
  onAnswered: () => void;
  onSpoke: () => void;
  onFellSilent: () => void;
  onFailed: (error: unknown) => void;
}

/** A turn of the assistant under way. */
interface Reply {
  abort: AbortController;
  /** `open`: messages of it were sent, and its `assistant_end` is due. */
  messages: 'none' | 'open' | 'ended';
}

/** What the assistant has to say, and the turn in which it says it. At most one turn is under way. */
export class Replies {
  readonly #parts: RepliesParts;
  readonly #held: PendingUtterance[] = [];
  /** The user's last message has no answer yet. */
  #unanswered = false;
  #reply: Reply | undefined;

  constructor(parts: RepliesParts) {
    this.#parts = parts;
  }

  /** Whether anything waits to be spoken. */
  get holding(): boolean {
    return this.#held.length > 0;
  }

  /** The user's last message is to be answered. */
  expectAnswer(): void {
    this.#unanswered = true;
  }

  /** Something is to be spoken. @returns false when too much waits already. */
  hold(utterance: PendingUtterance): boolean {
    if (this.#held.length >= mostHeld) return false;
    this.#held.push(utterance);
    return true;
  }

  /** Says all there is to say: the answer first, then what waits. Ends when the client has played it. */
  async start(): Promise<void> {
    const reply: Reply = { abort: new AbortController(), messages: 'none' };
    this.#reply = reply;
    const { signal } = reply.abort;
    try {
      await this.#sayAll(reply);
    } catch (error) {
      if (signal.aborted) return;
      this.#settle();
      this.#parts.onFailed(error);
      // It may have been the end of the Chat.
      if (this.#reply !== reply) return;
      await this.#say(reply, [apology], false);
    }
    if (signal.aborted) return;
    this.#end(reply);
    await this.#playOut(reply);
  }

  /** Waits until what was sent again has been played. */
  async playOut(): Promise<void> {
    const reply: Reply = { abort: new AbortController(), messages: 'ended' };
    this.#reply = reply;
    await this.#playOut(reply);
  }

  /** Makes and sends no more of the turn under way. What has not begun is still to be said. */
  stop(): void {
    const reply = this.#reply;
    this.#reply = undefined;
    reply?.abort.abort();
    if (reply) this.#end(reply);
  }

  /** What waits is not to be said any more. */
  forget(): void {
    this.#held.length = 0;
  }

  /** Nothing is to be said but this. */
  replaceAll(utterance: PendingUtterance): void {
    this.#unanswered = false;
    this.#held.splice(0, this.#held.length, utterance);
  }

  async #playOut({ abort: { signal } }: Reply): Promise<void> {
    await this.#parts.output.playedOut(signal);
    if (signal.aborted) return;
    this.#reply = undefined;
    this.#parts.onFellSilent();
  }

  async #sayAll(reply: Reply): Promise<void> {
    const { signal } = reply.abort;
    const { lastWords } = this.#parts;
    if (this.#unanswered) {
      await this.#answer(reply, undefined, () => {
        this.#settle();
      });
      if (signal.aborted) return;
      this.#settle();
    }
    for (let utterance = this.#held[0]; utterance !== undefined; utterance = this.#held[0]) {
      const begun = utterance;
      // It waits until its first sentence is sent, so that a turn cut short before that loses nothing.
      const taken = () => {
        if (this.#held[0] === begun) this.#held.shift();
      };
      try {
        if (utterance.kind === 'occasion') await this.#answer(reply, utterance.occasion, taken);
        else await this.#say(reply, [utterance.text], utterance.fromText, taken);
      } finally {
        // What failed would fail again.
        if (!signal.aborted) taken();
      }
      if (signal.aborted) return;
    }
    const unsaid = reply.messages === 'none' ? lastWords() : undefined;
    if (unsaid !== undefined) await this.#say(reply, [unsaid], false);
  }

  // From its first sentence on, a message counts as answered, also when the answer is cut short.
  #settle(): void {
    if (!this.#unanswered) return;
    this.#unanswered = false;
    this.#parts.onAnswered();
  }

  async #answer(reply: Reply, occasion: Occasion | undefined, onBegun: () => void): Promise<void> {
    const failed = new AbortController();
    const signal = AbortSignal.any([reply.abort.signal, failed.signal]);
    try {
      await this.#say(reply, this.#parts.answer(signal, occasion), false, onBegun);
    } catch (error) {
      // Nobody reads on, and not everything that can be read can be told so otherwise.
      failed.abort();
      throw error;
    }
  }

  async #say(
    reply: Reply,
    text: SpokenUtterance['text'],
    fromText: boolean,
    onBegun?: () => void,
  ): Promise<void> {
    const { output, voice, onSentence, onSpoke } = this.#parts;
    await output.say(
      {
        text,
        fromText,
        voice,
        onSentence: (sentence, scores) => {
          reply.messages = 'open';
          onBegun?.();
          onSentence(sentence, scores);
        },
        onFirstSound: onSpoke,
      },
      reply.abort.signal,
    );
  }

  // A turn that was begun is closed once, also one that was cut short.
  #end(reply: Reply): void {
    if (reply.messages === 'open') this.#parts.outbox.send({ type: 'assistant_end' });
    reply.messages = 'ended';
  }
}
