import { occasionInstructions } from '../../replies/language-model/chat-messages.ts';
import type { Occasion } from '../../replies/responder.ts';
import type { ChatConfig } from '../chat-config.ts';
import { filled } from '../settings.ts';
import type { Settings } from '../settings.ts';

/** Texts that wait to be spoken. */
const mostWaiting = 32;

/** Words for the assistant. */
export interface Utterance {
  text: string;
  /** They are what to speak about, and not what to say. */
  instructions: boolean;
  /** They came as `assistant_input`. */
  fromText: boolean;
}

/** What the assistant is to say beside its answers, one after the other. Variables are filled in when it is time. */
export class PendingUtterances {
  readonly #messages: ChatConfig['messages'];
  readonly #settings: () => Settings;
  #waiting: (() => Utterance)[] = [];

  constructor(messages: ChatConfig['messages'], settings: () => Settings) {
    this.#messages = messages;
    this.#settings = settings;
  }

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  /** A text is to be spoken. @returns false when too many wait already. */
  say(text: string): boolean {
    if (this.#waiting.length >= mostWaiting) return false;
    this.#waiting.push(() => ({ text, instructions: false, fromText: true }));
    return true;
  }

  /** The Config's words for an occasion, or what to say something about. */
  sayFor(occasion: Occasion): void {
    this.#waiting.push(() => {
      const { prompt, variables } = this.#settings();
      const given = this.#messages[occasion]?.text;
      if (given !== undefined) {
        return { text: filled(given, variables), instructions: false, fromText: false };
      }
      const about = prompt === undefined ? '' : `${filled(prompt, variables)}\n\n`;
      const text = about + occasionInstructions[occasion];
      return { text, instructions: true, fromText: false };
    });
  }

  /** What is to be said next, and waits no longer. */
  next(): Utterance | undefined {
    return this.#waiting.shift()?.();
  }

  /** Forgets all of them. */
  clear(): void {
    this.#waiting = [];
  }
}
