import type { ConversationItem } from '../contract.ts';

/** Entries kept of what was said, and letters of each. */
const most = 200;
const longest = 4000;

/** What somebody said; its text may still grow. */
export interface Said {
  readonly role: 'user' | 'assistant';
  text: string;
  /** It is still being said, or its words have not come. */
  open?: boolean;
}

/** A function that was called, and what came of it. */
export interface Called {
  readonly callId: string;
  readonly name: string;
  readonly arguments: string;
  output?: string;
}

export type Entry = Said | Called;

/** What was said in a conversation, for a connection that knows nothing of it. */
export class Memory {
  /** The oldest first. */
  readonly entries: Entry[] = [];
  #mark = 0;

  add<Added extends Entry>(entry: Added): Added {
    this.entries.push(entry);
    if (this.entries.length > most) {
      this.entries.shift();
      this.#mark -= 1;
    }
    return entry;
  }

  /** What was said so far, a service can be reminded of in another way. */
  mark(): void {
    this.#mark = this.entries.length;
  }

  find(callId: string): Called | undefined {
    return this.entries.find((one): one is Called => 'callId' in one && one.callId === callId);
  }

  /** Whether the last word was the user's. */
  get unanswered(): boolean {
    const last = this.entries.findLast((entry) => 'callId' in entry || entry.text !== '');
    return last !== undefined && 'role' in last && last.role === 'user';
  }

  /** As a text for the instructions; empty where nothing was said. @param marked whether only what was said since the mark */
  summary(marked: boolean): string {
    const entries = marked ? this.entries.slice(Math.max(0, this.#mark)) : this.entries;
    const lines = entries.flatMap(itemsOf).flatMap((item) => {
      if (item.type === 'text-message') return [`${item.role}: ${item.text}`];
      return item.type === 'function-call-output' ? [`(${item.name}: ${item.output})`] : [];
    });
    if (lines.length === 0) return '';
    return `\n\nThe conversation ${marked ? 'since then' : 'so far'}:\n${lines.join('\n')}`;
  }
}

/** As items of a conversation; a call with its answer, once it has one. */
export function itemsOf(entry: Entry): ConversationItem[] {
  if ('role' in entry) {
    const text = entry.text.slice(0, longest);
    return text === '' ? [] : [{ type: 'text-message', role: entry.role, text }];
  }
  const { callId, name, arguments: args, output } = entry;
  return output === undefined
    ? []
    : [
        { type: 'function-call', callId, name, arguments: args },
        { type: 'function-call-output', callId, name, output },
      ];
}
