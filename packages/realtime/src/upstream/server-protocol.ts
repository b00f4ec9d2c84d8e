import type { VoiceProtocol } from '@vivavoce/core/worker';
import type { ConversationItem, RealtimeSetup } from '../translator/contract.ts';
import { realtimeProtocol } from '../translator/translator.ts';
import type { Called, Entry } from '../translator/words/memory.ts';

/** What a server adds to the options of a service. */
interface ServerOptions {
  readonly past?: readonly ConversationItem[];
}

/** What is to be said; `instructions`: it is what to speak about. */
interface Words {
  readonly text: string;
  readonly instructions?: boolean;
}

/** A protocol for a server, which knows what was said before, and has the model say what it is told to. */
export function serverProtocol(setUp: (options: unknown) => RealtimeSetup): VoiceProtocol {
  return realtimeProtocol((given) => {
    const { past = [], ...options } = given as ServerOptions;
    return {
      ...setUp(options),
      recall: (add: (entry: object) => unknown) => {
        for (const entry of entriesOf(past)) add(entry);
      },
      say: ({ text, instructions }: Words) =>
        instructions ? text : `Say exactly this, and nothing else: ${text}`,
    };
  });
}

function entriesOf(items: readonly ConversationItem[]): Entry[] {
  const entries: Entry[] = [];
  const calls = new Map<string, Called>();
  for (const item of items) {
    if (item.type === 'function-call') {
      const { callId, name, arguments: args } = item;
      const called: Called = { callId, name, arguments: args };
      calls.set(callId, called);
      entries.push(called);
    } else if (item.type === 'function-call-output') {
      const called = calls.get(item.callId);
      if (called) called.output = item.output;
    } else if (item.role !== 'system') entries.push({ role: item.role, text: item.text });
  }
  return entries;
}
