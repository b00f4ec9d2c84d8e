import type { ChatConnection } from '../connection/outbox.ts';
import type { EndedStatus } from '../store/chats/chats.ts';
import type { StoredChat } from '../store/chats/chat-store.ts';
import type { Audience } from './audience.ts';
import type { ChatQuery } from './chat-query.ts';
import type { WrongMessage } from './read-message.ts';
import type { SessionSocket } from './session-socket.ts';

/** A conversation that goes on, as others than its own socket see it. */
export interface RunningSession {
  /** The Chat Group it belongs to. */
  readonly groupId: string;
  /** The Chat it is in. */
  readonly chatId: string;
  /** The Chats it has gone through, over one connection after the other: that it is in, and those before. */
  readonly chatIds: ReadonlySet<string>;
  /** Which Config and version it has; empty for the server's own. */
  readonly config: string;
  /** What its client has named it, if it has. */
  readonly customSessionId: string | undefined;
  /** It is over: nobody can be attached any more. */
  readonly ended: boolean;
  /** Who listens beside the client. */
  readonly audience: Audience;
  /** While the database does not keep pace with what is said: resolves when more may be taken. */
  readonly keepingPace: Promise<void> | undefined;
  /** How many characters its client has not confirmed. */
  readonly held: number;
  /** Takes what somebody else than its client sends. @returns how many characters are to be answered or spoken, or why none is. */
  handleOthers(text: string): number | WrongMessage;
  /** Asks the client whether it is there; calls `then` when it answers. */
  probe(then: () => void): void;
  /** Goes on over this connection, in another Chat: what its client has not received is sent again. Undefined where it has ended meanwhile. */
  attach(
    connection: ChatConnection,
    stored: StoredChat,
    query: ChatQuery,
  ): Promise<SessionSocket | undefined>;
  /** The connection broke: the session waits for its client. */
  detach(): void;
  /** Ends it. Resolves when that was kept. Calling it again waits for the same end. */
  end(status: EndedStatus): Promise<void>;
}

/**
 * What came of a claim: the session of the group goes on here and is the caller's, who has to attach a connection to it, or to
 * release it; or there is none that could be claimed, and the conversation begins anew, with what was said.
 */
export type Claim =
  { readonly kind: 'running'; readonly session: RunningSession } | { readonly kind: 'none' };

/**
 * Which conversations go on, and who has them. Whoever looks for one, by its Chat Group or by one of its Chats, asks here before
 * anything is read or written for it.
 */
export interface SessionRegistry {
  /** What the clients of all sessions of this server have not confirmed, in characters. */
  readonly held: number;
  /**
   * Claims the session of a Chat Group for whoever comes back: of two who claim it at once, one has it. A session whose client does not
   * answer is detached, and free. One with another Config ends first. Where several are free nobody can tell whose is whose: none is
   * claimed.
   *
   * @param config - the Config that whoever comes back asks for.
   */
  claim(groupId: string, config: string): Promise<Claim>;
  /** What was claimed is not gone on with: it waits for its client as before. */
  release(session: RunningSession): void;
  /** The session that is in this Chat, or has gone on from it; also while it waits for its client. */
  find(chatId: string): Promise<RunningSession | undefined>;
  /** A session has begun, or goes on over another connection. */
  attached(session: RunningSession): void;
  /** The connection of a session broke: it waits a while for its client. */
  detached(session: RunningSession): void;
  /** A session is over. */
  ended(session: RunningSession): void;
  /** Ends the sessions that wait for their clients, and from now on those that would. Resolves when that was kept. */
  close(): Promise<void>;
}
