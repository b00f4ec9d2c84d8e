import { randomUUID } from 'node:crypto';
import type { Turn } from '../speech/responder.ts';
import type { ChatStore } from './chat-store.ts';

/** Beyond these, the oldest are forgotten. */
const mostGroups = 1000;
const mostTurns = 1000;

/** Keeps Chats as long as the server runs. */
export function createMemoryStore(): ChatStore {
  const groups = new Map<string, Turn[]>();
  return {
    open(resumedChatGroupId) {
      const chatGroupId = resumedChatGroupId ?? randomUUID();
      const known = groups.get(chatGroupId);
      if (resumedChatGroupId !== undefined && known === undefined)
        return Promise.resolve(undefined);
      groups.set(chatGroupId, known ?? []);
      const oldest = groups.keys().next();
      if (groups.size > mostGroups && !oldest.done) groups.delete(oldest.value);
      return Promise.resolve({ chatId: randomUUID(), chatGroupId, history: [...(known ?? [])] });
    },
    append(chatGroupId, turn) {
      const turns = groups.get(chatGroupId);
      turns?.push(turn);
      if (turns && turns.length > mostTurns) turns.shift();
      return Promise.resolve();
    },
  };
}
