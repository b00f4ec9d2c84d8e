import type { WebSocket } from 'ws';
import type { ChatListener } from '../../session/audience.ts';
import { audioOfOthers } from '../../session/client-messages.ts';
import type { ChatErrorSlug } from '../../connection/chat-error.ts';
import { refuseChat } from '../../session/open-session.ts';
import { Outbox } from '../../connection/outbox.ts';
import type { ChatConnection } from '../../connection/outbox.ts';
import { unreachable } from '../../session/find-session.ts';
import type { FindSession } from '../../session/find-session.ts';
import type { RunningSession } from '../../session/session-registry.ts';
import type { Log } from '../../base/log.ts';
import type { FairQueue } from '../../base/fair-queue.ts';
import { readChatQuery } from '../../session/chat-query.ts';
import { readableBy, shownBy } from '../access/credentials.ts';
import type { Credentials, GivenCredentials } from '../access/credentials.ts';
import { readFrames } from './frame-reader.ts';
import type { FrameTarget } from './frame-reader.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import type { Limits } from '../server/limits.ts';
import { RestError } from '../exchange/rest-error.ts';
import { connectionOf } from './socket-connection.ts';
import type { UnreadSockets } from './unread-sockets.ts';

/** What the sockets of those who listen to a Chat of others are made of. */
interface ControlSocketParts {
  findSession: FindSession;
  credentials: Credentials;
  frames: FrameScheduler;
  unread: UnreadSockets;
  limits: Limits;
  log: Log;
  /** The sockets that listen. */
  listening: Set<WebSocket>;
  /** So many may. */
  maxChats: number;
}

/** Who wants to listen. */
interface Peer {
  address: string | undefined;
  /** What the handshake shows beside the address's own. */
  shown: GivenCredentials;
  /** Whose turn it is to be let in. */
  openings: FairQueue;
}

/** The id of the Chat that this path listens to. */
export function chatOfControlPath(path: string): string | undefined {
  return /^\/v0\/evi\/chat\/([^/]{1,100})\/connect$/.exec(path)?.[1];
}

/** Lets somebody listen to a Chat of others and send into it. Resolves when that has begun, or was refused. */
export async function joinChat(
  socket: WebSocket,
  chatId: string,
  parameters: URLSearchParams,
  parts: ControlSocketParts,
  peer: Peer,
): Promise<void> {
  const client = peer.address ?? '';
  const connection = connectionOf(socket, parts.limits.unreadBytes, parts.unread);
  const outbox = new Outbox(connection);
  socket.on('error', () => {
    // The close event follows.
  });
  // Nothing is read before there is a Chat to take it.
  socket.pause();
  let hasTurn = false;
  try {
    hasTurn = await peer.openings.take(client);
    const session = hasTurn ? await sessionFor(chatId, parameters, parts, peer) : tooMany;
    if ('slug' in session) refuseChat(connection, session.slug, session.because, session.closeCode);
    else if (socket.readyState === socket.OPEN) {
      if (!listen(socket, connection, session, parts.listening)) {
        refuseChat(connection, tooMany.slug, tooMany.because, tooMany.closeCode);
        return;
      }
      const target = targetOf(session, outbox);
      readFrames(socket, { ...parts, client, connection }, () => target);
    }
  } catch (error) {
    parts.log({ level: 'error', message: 'A Chat could not be listened to', error });
    refuseChat(connection, 'internal_error', 'The server failed on this connection.', 1011);
  } finally {
    if (hasTurn) peer.openings.end(client);
    socket.resume();
  }
}

/** Takes what somebody sends into a Chat of others. */
function targetOf(session: RunningSession, outbox: Outbox): FrameTarget {
  return {
    get keepingPace() {
      return session.keepingPace;
    },
    handleFrame: (bytes, binary) => {
      const taken = binary ? audioOfOthers : session.handleOthers(bytes.toString('utf8'));
      if (typeof taken === 'number') return taken;
      outbox.sendError(taken.slug, taken.because);
      return 0;
    },
    handleAudio: () => undefined,
  };
}

interface Refusal {
  slug: ChatErrorSlug;
  because: string;
  closeCode?: number;
}

const tooMany: Refusal = {
  slug: 'too_many_listeners',
  because: 'As many listen as may. Try again later.',
  closeCode: 1013,
};

/** The conversation that is to be listened to, or why it is not. */
async function sessionFor(
  chatId: string,
  parameters: URLSearchParams,
  { findSession, credentials, listening, maxChats }: ControlSocketParts,
  { address, shown }: Peer,
): Promise<RunningSession | Refusal> {
  const query = readChatQuery(parameters);
  if ('wrong' in query) return { slug: 'invalid_query', because: query.wrong };
  const caller = await credentials.accept({ ...shownBy(query, shown), address });
  if (typeof caller === 'string') {
    const { message } = caller === 'slowed' ? RestError.slowed() : RestError.unauthorized();
    return { slug: 'unauthorized', because: message };
  }
  const session = await findSession(chatId, readableBy(caller));
  if (session === undefined) return { slug: 'chat_not_found', because: 'There is no such Chat.' };
  // Clients that come back whenever a line is lost don't after this code.
  if (session === 'over') return { slug: 'chat_ended', because: unreachable.over, closeCode: 1000 };
  if (session === 'elsewhere') return { slug: 'chat_not_found', because: unreachable.elsewhere };
  if (!session.audience.allowed) {
    const because = "The Chat's client has not allowed it, by allow_connection in its address.";
    return { slug: 'connection_not_allowed', because };
  }
  return listening.size < maxChats ? session : tooMany;
}

/** @returns false where as many listen to the Chat as may. */
function listen(
  socket: WebSocket,
  connection: ChatConnection,
  { audience }: RunningSession,
  listening: Set<WebSocket>,
): boolean {
  const listener: ChatListener = {
    send: (text) => {
      connection.send(text);
    },
    end: () => {
      connection.close(1000, 'chat_ended');
    },
  };
  if (!audience.join(listener)) return false;
  listening.add(socket);
  socket.once('close', () => {
    listening.delete(socket);
    audience.leave(listener);
  });
  return true;
}
