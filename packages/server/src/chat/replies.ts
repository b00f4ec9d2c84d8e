import type { ServerMessage } from '@vivavoce/evi';
import type { Saying, SpeechOutput } from './speech-output';

/** Texts of `assistant_input` that may wait to be spoken. */
const mostHeld = 32;

/** What {@link Replies} needs of the Chat. */
export interface RepliesParts {
  output: SpeechOutput;
  /** Asks for an answer to the user's last message. */
  answer: (signal: AbortSignal) => Saying['text'];
  /** The voice to speak with. */
  voice: () => string;
  send: (message: ServerMessage) => void;
  onSentence: (sentence: string) => void;
  onSpoke: () => void;
  onFellSilent: () => void;
  onFailed: () => void;
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
  readonly #held: string[] = [];
  /** The user's last message has no answer yet. */
  #owing = false;
  #reply: Reply | undefined;

  constructor(parts: RepliesParts) {
    this.#parts = parts;
  }

  /** Whether texts wait to be spoken. */
  get holding(): boolean {
    return this.#held.length > 0;
  }

  /** The user's last message is to be answered. */
  owe(): void {
    this.#owing = true;
  }

  /** A text is to be spoken. @returns false when too many wait already. */
  hold(text: string): boolean {
    if (this.#held.length >= mostHeld) return false;
    this.#held.push(text);
    return true;
  }

  /** Says all there is to say: the answer first, then the texts. Ends when the client has played it. */
  async start(): Promise<void> {
    const reply: Reply = { abort: new AbortController(), messages: 'none' };
    this.#reply = reply;
    const { signal } = reply.abort;
    try {
      if (this.#owing) {
        await this.#say(reply, { text: this.#parts.answer(signal), fromText: false });
        if (signal.aborted) return;
        this.#owing = false;
      }
      for (let text = this.#held.shift(); text !== undefined; text = this.#held.shift()) {
        await this.#say(reply, { text: [text], fromText: true });
        if (signal.aborted) return;
      }
    } catch {
      if (signal.aborted) return;
      this.#owing = false;
      this.#parts.onFailed();
    }
    this.#end(reply);
    await this.#parts.output.playedOut(signal);
    if (signal.aborted) return;
    this.#reply = undefined;
    this.#parts.onFellSilent();
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

  async #say(reply: Reply, what: { text: Saying['text']; fromText: boolean }): Promise<void> {
    const { output, voice, onSentence, onSpoke } = this.#parts;
    await output.say(
      {
        ...what,
        voice: voice(),
        onSentence: (sentence) => {
          reply.messages = 'open';
          // From its first sentence on, a message counts as answered, also when the answer is cut short.
          if (!what.fromText) this.#owing = false;
          onSentence(sentence);
        },
        onFirstSound: onSpoke,
      },
      reply.abort.signal,
    );
  }

  // A turn that was begun is closed once, also one that was cut short.
  #end(reply: Reply): void {
    if (reply.messages === 'open') this.#parts.send({ type: 'assistant_end' });
    reply.messages = 'ended';
  }
}
