import type { ChatStore } from '../store/chats/chat-store.ts';
import { getChat } from '../store/chats/chats.ts';
import type { Database } from '../store/database/database.ts';
import type { Principal } from '../store/database/owner.ts';
import type { Chat } from './chat.ts';
import type { Seat, Seats } from './seats.ts';

/**
 * Finds the conversation of a Chat that goes on, for somebody else than its client. `over`: the Chat was theirs and has ended;
 * `elsewhere`: another server of the same database holds it; undefined: none of their Chats has this id.
 */
export type ReachChat = (
  id: string,
  principal: Principal,
) => Promise<Seat<Chat> | 'over' | 'elsewhere' | undefined>;

/** What somebody is told who can't reach a Chat. */
export const unreachable = {
  over: 'The Chat is over.',
  elsewhere: "The Chat's client is not connected to this server.",
} as const;

/**
 * A conversation whose line broke goes on in another Chat: the ids it had before lead to it as well, so that the answer to a tool
 * call finds its way. Whose it is, is asked of the Chat it has become.
 */
export function reachChatIn(
  database: Database,
  store: Pick<ChatStore, 'holds'>,
  seats: Seats<Chat>,
): ReachChat {
  return async (id, principal) => {
    // A webhook may have told of it before its client was told.
    await seats.begun(id);
    const seat = seats.withChat(id);
    const ownAtFirst = store.holds(id);
    const record = await getChat(database, seat?.chat.id ?? id, principal);
    if (record === undefined) return undefined;
    // It may have ended meanwhile.
    if (seat !== undefined) return seats.withChat(id) === seat ? seat : 'over';
    // A Chat of this server that nobody sits in is over, and its end on the way to the database.
    const own = ownAtFirst || store.holds(id);
    return record.status === 'ACTIVE' && !own ? 'elsewhere' : 'over';
  };
}
