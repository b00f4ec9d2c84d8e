import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { openSession, refuseChat } from '../../session/open-session.ts';
import type { ChatDependencies } from '../../session/open-session.ts';
import type { SessionSocket } from '../../session/session-socket.ts';
import { Outbox } from '../../connection/outbox.ts';
import type { ChatConnection } from '../../connection/outbox.ts';
import { minutesUsedUp } from '../../connection/chat-error.ts';
import type { FindSession } from '../../session/find-session.ts';
import type { KeyRefusal, KeyUse } from '../../session/key-use.ts';
import type { Log } from '../../base/log.ts';
import { ServerError } from '../../base/server-error.ts';
import { enginesOf } from '../../engines/bounded-engines.ts';
import type { Access } from '../access/access.ts';
import type { ClientAddress } from '../access/client-address.ts';
import { readChatQuery } from '../../session/chat-query.ts';
import { chatOfControlPath, joinChat } from './control-socket.ts';
import { credentialsInHeaders, shownBy } from '../access/credentials.ts';
import type { Credentials, GivenCredentials } from '../access/credentials.ts';
import { readFrames, socketFailed } from './frame-reader.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import type { HandleUpgrade } from '../server/http-server.ts';
import type { Limits } from '../server/limits.ts';
import { refuseRaw } from '../server/refuse-raw.ts';
import { RestError } from '../exchange/rest-error.ts';
import { closeSoon, connectionOf } from './socket-connection.ts';
import { UnreadSockets } from './unread-sockets.ts';
import { FairQueue } from '../../base/fair-queue.ts';

/** Where Chats are held. */
export const chatPath = '/v0/evi/chat';
/** Of one address so many Chats are being opened at a time. */
const mostOpening = 4;
/** A client that answers no ping for this long is gone. */
const pingEveryMs = 30_000;
/** Whoever says goodbye so does not come back. */
const goodbyes: readonly number[] = [1000, 1001, 1005];
/** What a key pair's own limits are told with. */
const refusedByKey: Readonly<Record<KeyRefusal, { code: number; words: string }>> = {
  too_many_chats_of_key: {
    code: 1013,
    words: 'This key has as many Chats open as it may. Try again later.',
  },
  // Clients try again after any other.
  minutes_used_up: { code: 1000, words: minutesUsedUp },
};
/** What was said last has so long to be kept when nothing else is waited for, in ms. */
const keepingMs = 1000;
const tooMany = 'There are as many Chats as there may be. Try again later.';

/** What the chat sockets are made of. */
export interface ChatSocketsParts {
  chats: ChatDependencies;
  /** Finds the Chats that others than their clients listen to. */
  findSession: FindSession;
  credentials: Credentials;
  keyUse: KeyUse;
  access: Access;
  clientAddress: ClientAddress;
  frames: FrameScheduler;
  /**
   * Beyond so many Chats at a time, another is turned away with 1013, and with 503 when as many are being turned away; beyond as many
   * that listen to Chats of others, so is another of these.
   */
  maxChats: number;
  limits: Limits;
  log: Log;
}

/** EVI's chat socket. */
export interface ChatSockets {
  /** Takes an HTTP upgrade. */
  handleUpgrade: HandleUpgrade;
  /**
   * Opens no more Chats, and ends each that is open as soon as what is being said was heard: its client is told by 1012 to come back, as to
   * a server that was started anew. Resolves when the end of every Chat was kept, or `ms` later when nothing is waited for any more.
   */
  drain: (ms: number) => Promise<void>;
  /** Takes nobody else in and closes all sockets with 1001. Resolves when the end of every Chat was kept, also of one being opened. */
  close: () => Promise<void>;
}

/** What all sockets of a server share. */
interface SocketServerState extends ChatSocketsParts {
  /** Sockets that have a Chat, or are about to: no others count. */
  places: Set<WebSocket>;
  /** Sockets that listen to a Chat of others. */
  listening: Set<WebSocket>;
  open: Set<SessionSocket>;
  unread: UnreadSockets;
  /** No more Chats are opened. */
  draining: boolean;
  /** The server ends. */
  closing: boolean;
}

/** Who wants a Chat, or to listen to one. */
interface Peer {
  address: string | undefined;
  /** What the handshake shows beside the address's own. */
  shown: GivenCredentials;
  /** Whose turn it is to be let in. */
  openings: FairQueue;
}

/** Opens a Chat for every socket that may have one. */
export function createChatSockets(parts: ChatSocketsParts): ChatSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: parts.limits.frameBytes,
    // One frame of each socket, then everybody else: a flood is read no faster than the others are served.
    allowSynchronousEvents: false,
    // What is cut into pieces takes more than its bytes.
    maxFragments: 1024,
    maxBufferedChunks: 4096,
  });
  sockets.on('wsClientError', (error, socket) => {
    const version = ['Sec-WebSocket-Version: 13'];
    refuseRaw(socket, 400, 'bad_handshake', `${error.message}.`, version);
  });
  const alive = new WeakSet<WebSocket>();
  const openings = new FairQueue(mostOpening);
  const state: SocketServerState = {
    ...parts,
    places: new Set(),
    listening: new Set(),
    open: new Set(),
    unread: new UnreadSockets(),
    draining: false,
    closing: false,
  };
  const { maxChats } = parts;
  /** How many sockets are being turned away, or are not let in yet. */
  const refusing = () => sockets.clients.size - state.places.size - state.listening.size;
  const conversing = new Set<Promise<void>>();
  const pings = setInterval(() => {
    for (const socket of sockets.clients) {
      try {
        if (!alive.delete(socket)) socket.terminate();
        else socket.ping();
      } catch (error) {
        socketFailed(socket, parts.log, error);
      }
    }
  }, pingEveryMs);
  pings.unref();

  return {
    handleUpgrade(request, socket, head) {
      const { origin, host } = request.headers;
      const site = request.headers['sec-fetch-site'];
      const url = urlOf(request);
      const address = parts.clientAddress(request);
      const refusal = parts.access.refusal({ origin, host, site });
      const listensTo = chatOfControlPath(url?.pathname ?? '');
      const taken = listensTo === undefined ? state.places : state.listening;
      if (state.closing) {
        refuseRaw(socket, 503, 'server_closing', 'The server is closing.');
      } else if (refusal !== undefined) {
        refuseRaw(socket, 403, refusal.code, refusal.message);
      } else if (url === undefined || (listensTo === undefined && url.pathname !== chatPath)) {
        refuseRaw(socket, 404, 'not_found', 'There is no such socket.');
      } else if (listensTo === undefined && state.draining) {
        const again = ['Retry-After: 1'];
        refuseRaw(socket, 503, 'server_draining', 'The server is about to end. Come back.', again);
      } else if (taken.size >= maxChats && refusing() >= maxChats) {
        refuseRaw(socket, 503, 'too_many_chats', tooMany);
      } else {
        sockets.handleUpgrade(request, socket, head, (opened) => {
          alive.add(opened);
          opened.on('pong', () => alive.add(opened));
          const shown = credentialsInHeaders((name) => asText(request.headers[name]));
          const peer = { address, shown, openings };
          const begun =
            listensTo === undefined
              ? converse(opened, url.searchParams, state, peer)
              : joinChat(opened, listensTo, url.searchParams, state, peer);
          const conversation = begun
            .catch((error: unknown) => {
              socketFailed(opened, parts.log, error);
            })
            .finally(() => conversing.delete(conversation));
          conversing.add(conversation);
        });
      }
    },
    async drain(ms) {
      state.draining = true;
      const retire = async () => {
        // Those whose clients are away are kept; they come back to another server.
        await parts.chats.sessions.close();
        // One that is being opened is there by then.
        await Promise.allSettled([...conversing]);
        await Promise.allSettled([...state.open].map((chat) => chat.retire()));
      };
      await within(ms, retire());
      await within(keepingMs, Promise.allSettled([...state.open].map((chat) => chat.retireNow())));
    },
    async close() {
      clearInterval(pings);
      state.closing = true;
      const closing = [...sockets.clients].map(closed);
      for (const socket of sockets.clients) closeSoon(socket, 1001, 'server closes');
      const ends = [...state.open].map((chat) => chat.close('ERROR'));
      // One that is being opened ends itself.
      await Promise.allSettled([...closing, ...ends, ...conversing]);
      await parts.chats.sessions.close();
      sockets.close();
    },
  };
}

/** Opens a Chat and passes on what comes over its socket. Resolves when it was opened or refused. */
async function converse(
  socket: WebSocket,
  parameters: URLSearchParams,
  state: SocketServerState,
  peer: Peer,
): Promise<void> {
  const { limits, log, open } = state;
  const connection = connectionOf(socket, limits.unreadBytes, state.unread);
  let chat: SessionSocket | undefined = undefined;
  let closed: number | undefined;
  const end = async () => {
    if (closed === undefined || chat === undefined) return;
    const ended = chat;
    if (!goodbyes.includes(closed) && !state.closing) ended.leave();
    // What was left waits for its client.
    await ended.close(state.closing ? 'ERROR' : 'USER_ENDED').finally(() => open.delete(ended));
  };
  const failed = (error: unknown) => {
    log({ level: 'error', message: 'A Chat could not be ended', error });
  };
  socket.once('close', (code) => {
    closed = code;
    state.places.delete(socket);
    end().catch(failed);
  });
  socket.on('error', () => {
    // The close event follows, and that is where things are let go of.
  });
  readFrames(socket, { ...state, client: peer.address ?? '', connection }, () => chat);
  // No frame is read before the Chat is there to take it.
  socket.pause();
  chat = await openFor(socket, parameters, connection, state, peer);
  if (chat) open.add(chat);
  else state.places.delete(socket);
  if (state.closing) closed ??= 1001;
  socket.resume();
  await end().catch(failed);
}

/** The Chat of a socket; undefined where it was refused one, or could not have one, and was told so. */
async function openFor(
  socket: WebSocket,
  parameters: URLSearchParams,
  connection: ChatConnection,
  { chats, credentials, keyUse, log, maxChats, places }: SocketServerState,
  { address, shown, openings }: Peer,
): Promise<SessionSocket | undefined> {
  let hasTurn = false;
  try {
    const query = readChatQuery(parameters);
    if ('wrong' in query) {
      refuseChat(connection, 'invalid_query', query.wrong);
      return undefined;
    }
    const caller = await credentials.accept({ ...shownBy(query, shown), address });
    if (typeof caller === 'string') {
      const { message } = caller === 'slowed' ? RestError.slowed() : RestError.unauthorized();
      refuseChat(connection, 'unauthorized', message);
    } else if (!(hasTurn = await openings.take(address ?? '')) || places.size >= maxChats) {
      new Outbox(connection).sendLastError(1013, 'too_many_chats', tooMany);
    } else if (socket.readyState === socket.OPEN) {
      const admitted = await keyUse.admit(caller, query.resumedChatGroupId);
      if (typeof admitted === 'string') {
        const { code, words } = refusedByKey[admitted];
        new Outbox(connection).sendLastError(code, admitted, words);
        return undefined;
      }
      socket.once('close', admitted.end);
      if (socket.readyState !== socket.OPEN) {
        admitted.end();
        return undefined;
      }
      places.add(socket);
      const client = address ?? '';
      const engines = enginesOf(chats.engines, client);
      const opened = await openSession({ ...chats, engines, client }, query, caller, connection);
      if (opened) admitted.belongTo(opened.groupId);
      admitted.onUsedUp(() => opened?.useUp());
      return opened;
    }
  } catch (error) {
    log({ level: 'error', message: 'A Chat could not be opened', error });
    if (error instanceof ServerError && error.reason === 'database-failed') {
      const because = 'The database can not be reached, or failed. Try again later.';
      new Outbox(connection).sendLastError(1011, 'storage_failed', because);
    } else {
      const because = 'The server failed in this Chat.';
      new Outbox(connection).sendLastError(1011, 'internal_error', because);
    }
  } finally {
    if (hasTurn) openings.end(address ?? '');
  }
  return undefined;
}

/** Resolves when the work is done, or so many ms later. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  const late = pause(ms, undefined, { signal: done.signal }).catch(() => undefined);
  await Promise.race([work, late]);
  done.abort();
}

function asText(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function urlOf(request: IncomingMessage): URL | undefined {
  try {
    return new URL(request.url ?? '', 'http://localhost');
  } catch {
    return undefined;
  }
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}
