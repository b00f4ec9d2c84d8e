import type { ServerMessage } from '@vivavoce/evi';

/** Messages remembered. */
const memory = 1024;

/**
 * Knows what was told already, across all lines of a conversation: a server that says again after a resume what it had
 * said before, or that says something twice, is heard once.
 */
export class ToldOnce {
  readonly #told = new Set<string>();

  /** Whether this has not come before. What carries nothing to know it by always is new. */
  admits(message: ServerMessage): boolean {
    const key = keyOf(message);
    if (key === undefined) return true;
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    const [oldest] = this.#told;
    if (this.#told.size > memory && oldest !== undefined) this.#told.delete(oldest);
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
      if (message.from_text) return undefined;
      return `${begin} ${end} ${message.interim} ${message.message.content}`;
    }
    default:
      return undefined;
  }
}
