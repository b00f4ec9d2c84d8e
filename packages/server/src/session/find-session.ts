import type { ChatStore } from '../store/chats/chat-store.ts';
import { getChat } from '../store/chats/chats.ts';
import type { Database } from '../store/database/database.ts';
import type { Principal } from '../store/database/owner.ts';
import type { RunningSession, SessionRegistry } from './session-registry.ts';

/**
 * Finds the session of a Chat that goes on, for somebody else than its client. `over`: the Chat was theirs and has ended; `elsewhere`:
 * another server of the same database has it; undefined: none of their Chats has this id.
 */
export type FindSession = (
  chatId: string,
  principal: Principal,
) => Promise<RunningSession | 'over' | 'elsewhere' | undefined>;

/** What somebody is told who can't reach a Chat. */
export const unreachable = {
  over: 'The Chat is over.',
  elsewhere: "The Chat's client is not connected to this server.",
} as const;

/**
 * A session whose connection broke goes on in another Chat: the ids it had before lead to it as well, so that the answer to a tool
 * call finds its way. Whose it is, is asked of the Chat it has become.
 */
export function findSessionIn(
  database: Database,
  store: Pick<ChatStore, 'holds'>,
  sessions: SessionRegistry,
): FindSession {
  return async (chatId, principal) => {
    const session = await sessions.find(chatId);
    const ownAtFirst = store.holds(chatId);
    const record = await getChat(database, session?.chatId ?? chatId, principal);
    if (record === undefined) return undefined;
    // It may have ended meanwhile.
    if (session !== undefined) return session.ended ? 'over' : session;
    // A Chat of this server that has no session is over, and its end on the way to the database.
    const own = ownAtFirst || store.holds(chatId);
    return record.status === 'ACTIVE' && !own ? 'elsewhere' : 'over';
  };
}
