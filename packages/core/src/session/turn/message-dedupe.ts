import type { ServerMessage } from '@vivavoce/evi';
import { keepLatest } from '../../base/keep-latest.ts';

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
 * Knows what was told already: what a server says again, in the beginning of another line, of what it had said before is heard
 * once. On one line a message is a repeat where it is the very same one: the call of a tool by its id, words of the user by
 * their time, words of the assistant by their id and their turn. Equal words make no repeat: people say "no, no".
 */
export class MessageDedupe {
  /** Calls of tools and their answers, over all lines. */
  readonly #calls = new Set<string>();
  /** What was told over this line; of the assistant, in this turn. */
  readonly #thisLine = new Set<string>();
  readonly #thisTurn = new Set<string>();
  /** What was told over all lines; and what of it may be said again, until something new is told. */
  #seen: string[] = [];
  #repeatable: string[] = [];
  /** The assistant has said nothing since the end of its last turn; and nothing new was told over this line. */
  #turnEnded = false;
  #replaying = false;

  /** Another line begins. */
  resumed(): void {
    this.#seen = this.#seen.slice(-memory);
    this.#repeatable = [...this.#seen];
    this.#thisLine.clear();
    this.#thisTurn.clear();
    this.#replaying = true;
  }

  /**
   * Whether this has not come before.
   *
   * @param due whether it answers something that was sent
   */
  isNew(message: ServerMessage, due: boolean): boolean {
    const { type } = message;
    const key = keyOf(message);
    if (this.#isDuplicate(message, key)) return false;
    const said = type === 'user_message' && !message.interim;
    if (said || type === 'assistant_end') this.#thisTurn.clear();
    if (
      type === 'assistant_end' ? this.#turnEnded && this.#replaying : !due && this.#isReplay(key)
    ) {
      return false;
    }
    if (type === 'assistant_message') this.#turnEnded = false;
    if (type === 'assistant_end') this.#turnEnded = true;
    if (key !== undefined && this.#seen.push(key) > 2 * memory) this.#seen.splice(0, memory);
    // What answers something that was sent again comes among what is said again; so may what is still being heard.
    if (!due && parts.includes(type) && (said || type !== 'user_message')) {
      this.#replaying = false;
      if (key !== undefined || type === 'tool_call') this.#repeatable = [];
    }
    return true;
  }

  /** Whether this line has said the very same. */
  #isDuplicate(message: ServerMessage, key: string | undefined): boolean {
    if ('tool_call_id' in message) {
      return wasSeen(this.#calls, `${message.type} ${message.tool_call_id}`);
    }
    if (message.type === 'user_message') {
      return key !== undefined && !message.from_text && wasSeen(this.#thisLine, key);
    }
    return key !== undefined && wasSeen(this.#thisTurn, key);
  }

  /** Whether an earlier line has said it, and this one has not said it again yet. */
  #isReplay(key: string | undefined): boolean {
    const index = key === undefined ? -1 : this.#repeatable.indexOf(key);
    return index !== -1 && this.#repeatable.splice(index, 1).length > 0;
  }
}

/** Whether it is known; from now on it is. */
function wasSeen(known: Set<string>, key: string): boolean {
  if (known.has(key)) return true;
  keepLatest(known.add(key), memory);
  return false;
}

/** By what a message is known to be the same; undefined where that would be its words alone. */
function keyOf(message: ServerMessage): string | undefined {
  switch (message.type) {
    case 'assistant_message':
      return message.id ? `${message.id} ${message.message.content}` : undefined;
    case 'assistant_prosody':
      return message.id ? `prosody ${message.id}` : undefined;
    case 'user_message': {
      const { content } = message.message;
      // Nobody but this client types.
      if (message.from_text) return `typed ${content}`;
      const { begin, end } = message.time;
      return end > begin ? `${begin} ${end} ${message.interim} ${content}` : undefined;
    }
    default:
      return undefined;
  }
}
