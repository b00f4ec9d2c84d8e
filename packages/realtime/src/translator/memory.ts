import type { ConversationItem } from './contract.ts';

/** Entries kept of what was said, and letters of each. */
const most = 200;
const longest = 4000;

/** What somebody said; its text may still grow. */
export interface Said {
  readonly role: 'user' | 'assistant';
  text: string;
}

/** A function that was called, and what came of it. */
export interface Called {
  readonly callId: string;
  readonly name: string;
  readonly arguments: string;
  output?: string;
}

/** What was said in a conversation, for a connection that knows nothing of it. */
export class Memory {
  readonly #entries: (Said | Called)[] = [];

  add<Entry extends Said | Called>(entry: Entry): Entry {
    this.#entries.push(entry);
    if (this.#entries.length > most) this.#entries.shift();
    return entry;
  }

  find(callId: string): Called | undefined {
    return this.#entries.find((one): one is Called => 'callId' in one && one.callId === callId);
  }

  /** Whether the last word was the user's. */
  get unanswered(): boolean {
    const last = this.#entries.findLast((entry) => 'callId' in entry || entry.text !== '');
    return last !== undefined && 'role' in last && last.role === 'user';
  }

  /** As items of a conversation. Calls without an answer come when they have one. */
  get items(): ConversationItem[] {
    return this.#entries.flatMap((entry): ConversationItem[] => {
      if ('role' in entry) {
        const text = entry.text.slice(0, longest);
        return text === '' ? [] : [{ type: 'text-message', role: entry.role, text }];
      }
      return entry.output === undefined ? [] : itemsOf(entry, entry.output);
    });
  }

  /** As a text for the instructions; empty where nothing was said. */
  get summary(): string {
    const lines = this.items.flatMap((item) => {
      if (item.type === 'text-message') return [`${item.role}: ${item.text}`];
      return item.type === 'function-call-output' ? [`(${item.name}: ${item.output})`] : [];
    });
    return lines.length === 0 ? '' : `\n\nThe conversation so far:\n${lines.join('\n')}`;
  }
}

/** A call and its answer. */
export function itemsOf(
  { callId, name, arguments: args }: Called,
  output: string,
): ConversationItem[] {
  return [
    { type: 'function-call', callId, name, arguments: args },
    { type: 'function-call-output', callId, name, output },
  ];
}
