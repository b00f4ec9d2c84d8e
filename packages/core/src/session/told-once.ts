import type { ServerMessage } from '@vivavoce/evi';
import { remember } from '../base/remember.ts';

/** Messages remembered. */
const memory = 1024;

/** What a turn is made of. */
const parts: readonly string[] = [
  'user_message',
  'assistant_message',
  'tool_call',
  'assistant_end',
];

/**
 * Knows what was told already, across all lines of a conversation: a server that says again after a resume what it had
 * said before, or that says something twice, is heard once.
 */
export class ToldOnce {
  readonly #told = new Set<string>();
  /** Typed texts that the server has repeated over this line, and over those before. */
  #typed: string[] = [];
  #typedBefore: string[] = [];

  /** The assistant has said nothing since the end of its last turn; and nothing new was told over this line. */
  #over = false;
  #again = false;

  /** Another line begins. */
  resumed(): void {
    this.#typedBefore = [...this.#typedBefore, ...this.#typed].slice(-memory);
    this.#typed = [];
    this.#again = true;
  }

  /**
   * Whether this has not come before. What carries nothing to know it by is new, but for a typed text that came over the
   * line before and that nobody has sent since.
   *
   * @param due whether it answers something that was sent
   */
  admits(message: ServerMessage, due: boolean): boolean {
    if (!this.#isNew(message, due)) return false;
    if (!parts.includes(message.type)) return true;
    if (message.type === 'assistant_message') this.#over = false;
    if (message.type === 'assistant_end') this.#over = true;
    this.#again = false;
    return true;
  }

  #isNew(message: ServerMessage, due: boolean): boolean {
    if (message.type === 'assistant_end') return !(this.#over && this.#again);
    if (message.type === 'user_message' && message.from_text) {
      const text = message.message.content ?? '';
      if (!due && this.#typedBefore.includes(text)) return false;
      this.#typed.push(text);
      return true;
    }
    const key = keyOf(message);
    if (key === undefined) return true;
    if (this.#told.has(key)) return false;
    remember(this.#told, key, memory);
    return true;
  }
}

function keyOf(message: ServerMessage): string | undefined {
  switch (message.type) {
    case 'assistant_message':
      return message.id == null ? undefined : `${message.id} ${message.message.content}`;
    case 'assistant_prosody':
      return message.id == null ? undefined : `prosody ${message.id}`;
    case 'tool_call':
    case 'tool_response':
    case 'tool_error':
      return `${message.type} ${message.tool_call_id}`;
    case 'user_message': {
      // The same words again are another message; at the same time they are not.
      const { begin, end } = message.time;
      return `${begin} ${end} ${message.interim} ${message.message.content}`;
    }
    default:
      return undefined;
  }
}
