import type { IncomingMessage } from 'node:http';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { Chat } from '../chat/chat.ts';
import type { ChatConnection } from '../chat/outbox.ts';
import { openChat, refuseChat } from '../chat/open-chat.ts';
import type { ChatHouse } from '../chat/open-chat.ts';
import { Outbox } from '../chat/outbox.ts';
import type { Log } from '../log.ts';
import { ServerError } from '../server-error.ts';
import { enginesOf } from '../speech/bounded-engines.ts';
import type { Access } from './access.ts';
import { readChatQuery } from './chat-query.ts';
import { credentialsInHeaders } from './credentials.ts';
import type { Credentials, GivenCredentials } from './credentials.ts';
import { FrameTurns } from './frame-turns.ts';
import type { HandleUpgrade } from './http-server.ts';
import type { Limits } from './limits.ts';
import { MessageMeter } from './message-meter.ts';
import { refuseRaw } from './refuse-raw.ts';
import { RestError } from './rest-error.ts';
import { closeSoon, connectionOf } from './socket-connection.ts';
import { UnreadSockets } from './unread-sockets.ts';
import { Turns } from '../turns.ts';
import { WorkShare } from '../work-share.ts';

/** Where Chats are held. */
export const chatPath = '/v0/evi/chat';
/** Of one address so many Chats are being opened at a time. */
const mostOpening = 4;
/** A client that answers no ping for this long is gone. */
const pingEveryMs = 30_000;
/** What is made of words comes later than they do: of 100,000 a second it is as much work as a client's share. */
const msPerCharacter = 0.0025;
/** Of one frame's audio so much is heard before everybody else has a turn, in bytes: some 20 to 1,000 ms of sound. */
const audioAtOnce = 8 * 1024;
/** Whoever says goodbye so does not come back. */
const goodbyes: readonly number[] = [1000, 1001, 1005];
const tooMany = 'There are as many Chats as there may be. Try again later.';
const tooMuch = 'The client sends more messages a second than this server takes.';

/** What the chat sockets are made of. */
export interface ChatSocketsParts {
  chats: ChatHouse;
  credentials: Credentials;
  access: Access;
  /** Beyond so many Chats at a time, another is turned away with 1013, and with 503 when as many are being turned away. */
  maxChats: number;
  limits: Limits;
  log: Log;
}

/** EVI's chat socket. */
export interface ChatSockets {
  /** Takes an HTTP upgrade. */
  handleUpgrade: HandleUpgrade;
  /** Takes nobody else in and closes all sockets with 1001. Resolves when the end of every Chat was kept, also of one being opened. */
  close: () => Promise<void>;
}

/** What all sockets of a server share. */
interface Desk extends ChatSocketsParts {
  /** Sockets that have a Chat, or are about to: no others count. */
  places: Set<WebSocket>;
  open: Set<Chat>;
  frames: FrameTurns;
  unread: UnreadSockets;
  /** The server ends. */
  closing: boolean;
}

/** Who wants a Chat. */
interface Asker {
  address: string | undefined;
  /** What the handshake shows beside the address's own. */
  shown: GivenCredentials;
  /** Whose turn it is to open a Chat. */
  openings: Turns;
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
  const openings = new Turns(mostOpening);
  const desk: Desk = {
    ...parts,
    places: new Set(),
    open: new Set(),
    frames: new FrameTurns(),
    unread: new UnreadSockets(),
    closing: false,
  };
  const { maxChats } = parts;
  const conversing = new Set<Promise<void>>();
  const pings = setInterval(() => {
    for (const socket of sockets.clients) {
      guarded(socket, parts.log, () => {
        if (!alive.delete(socket)) socket.terminate();
        else socket.ping();
      });
    }
  }, pingEveryMs);
  pings.unref();

  return {
    handleUpgrade(request, socket, head) {
      const { origin, host } = request.headers;
      const site = request.headers['sec-fetch-site'];
      const url = urlOf(request);
      const address = request.socket.remoteAddress;
      const refusal = parts.access.refusal({ origin, host, site });
      if (desk.closing) {
        refuseRaw(socket, 503, 'server_closing', 'The server is closing.');
      } else if (refusal !== undefined) {
        refuseRaw(socket, 403, refusal.code, refusal.message);
      } else if (url?.pathname !== chatPath) {
        refuseRaw(socket, 404, 'not_found', 'There is no such socket.');
      } else if (desk.places.size >= maxChats && sockets.clients.size >= 2 * maxChats) {
        refuseRaw(socket, 503, 'too_many_chats', tooMany);
      } else {
        sockets.handleUpgrade(request, socket, head, (opened) => {
          alive.add(opened);
          opened.on('pong', () => alive.add(opened));
          const shown = credentialsInHeaders((name) => asText(request.headers[name]));
          const asker = { address, shown, openings };
          const conversation = converse(opened, url.searchParams, desk, asker)
            .catch((error: unknown) => {
              socketFailed(opened, parts.log, error);
            })
            .finally(() => conversing.delete(conversation));
          conversing.add(conversation);
        });
      }
    },
    async close() {
      clearInterval(pings);
      desk.closing = true;
      const closing = [...sockets.clients].map(closed);
      for (const socket of sockets.clients) closeSoon(socket, 1001, 'server closes');
      const ends = [...desk.open].map((chat) => chat.close('ERROR'));
      // One that is being opened ends itself.
      await Promise.allSettled([...closing, ...ends, ...conversing]);
      await parts.chats.seats.close();
      sockets.close();
    },
  };
}

/** Opens a Chat and passes on what comes over its socket. Resolves when it was opened or refused. */
async function converse(
  socket: WebSocket,
  parameters: URLSearchParams,
  desk: Desk,
  asker: Asker,
): Promise<void> {
  const { limits, log, open } = desk;
  const connection = connectionOf(socket, limits.unreadBytes, desk.unread);
  const meter = new MessageMeter(limits.messagesPerSecond, performance.now());
  const share = new WorkShare();
  let chat: Chat | undefined = undefined;
  let closed: number | undefined;
  const end = async () => {
    if (closed === undefined || chat === undefined) return;
    const ended = chat;
    if (!goodbyes.includes(closed) && !desk.closing) ended.leave();
    // Once it was left, it is the seat that is ended.
    await ended.close(desk.closing ? 'ERROR' : 'USER_ENDED').finally(() => open.delete(ended));
  };
  const failed = (error: unknown) => {
    log({ level: 'error', message: 'A Chat could not be ended', error });
  };
  const client = asker.address ?? '';
  const leave = desk.frames.join(client);
  socket.once('close', (code) => {
    closed = code;
    leave();
    desk.places.delete(socket);
    end().catch(failed);
  });
  socket.on('error', () => {
    // The close event follows, and that is where things are let go of.
  });
  /** @returns how many characters are to be answered or spoken, or audio that is still to be heard. */
  const take = (data: RawData, binary: boolean): number | Uint8Array => {
    if (!meter.take(performance.now())) {
      new Outbox(connection).sendLastError(1008, 'too_many_messages', tooMuch);
      return 0;
    }
    const bytes = bytesOf(data);
    return binary ? bytes : (chat?.handleText(bytes.toString('utf8')) ?? 0);
  };
  const slowDown = (ms: number) => {
    const pauseMs = share.spend(performance.now(), ms);
    if (pauseMs < 1) return;
    socket.pause();
    setTimeout(() => {
      socket.resume();
    }, pauseMs);
  };
  socket.on('message', (received, binary) => {
    let frame: RawData | undefined = received;
    let left: number | Uint8Array = 0;
    let spentMs = 0;
    const work = () =>
      guarded(socket, log, () => {
        if (socket.readyState !== socket.OPEN) return 0;
        const began = performance.now();
        if (frame !== undefined) {
          left = take(frame, binary);
          // Once its sound was read out of it, a frame need not be kept while that waits to be heard.
          frame = undefined;
        }
        if (typeof left !== 'number') {
          chat?.handleAudio(left.subarray(0, audioAtOnce));
          left = left.length > audioAtOnce ? left.subarray(audioAtOnce) : 0;
        }
        spentMs += performance.now() - began;
        if (typeof left !== 'number') return undefined;
        slowDown(spentMs + left * msPerCharacter);
        return left * msPerCharacter;
      });
    desk.frames.take(client, { socket, work });
  });
  // To answer is the library's; how many there may be is the same.
  socket.on('ping', () => {
    if (!meter.take(performance.now())) socket.terminate();
  });
  // No frame is read before the Chat is there to take it.
  socket.pause();
  chat = await openFor(socket, parameters, connection, desk, asker);
  if (chat) open.add(chat);
  else desk.places.delete(socket);
  if (desk.closing) closed ??= 1001;
  socket.resume();
  await end().catch(failed);
}

/** The Chat of a socket; undefined where it was refused one, or could not have one, and was told so. */
async function openFor(
  socket: WebSocket,
  parameters: URLSearchParams,
  connection: ChatConnection,
  { chats, credentials, log, maxChats, places }: Desk,
  { address, shown, openings }: Asker,
): Promise<Chat | undefined> {
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
      places.add(socket);
      const client = address ?? '';
      const engines = enginesOf(chats.engines, client);
      return await openChat({ ...chats, engines, client }, query, caller, connection);
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

/** What fails on a socket ends that socket, and nothing else. */
function guarded<Result>(socket: WebSocket, log: Log, work: () => Result): Result | 0 {
  try {
    return work();
  } catch (error) {
    socketFailed(socket, log, error);
    return 0;
  }
}

function socketFailed(socket: WebSocket, log: Log, error: unknown): void {
  log({ level: 'error', message: 'A socket failed', error });
  socket.terminate();
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

/** What stands in the address is meant for this socket; a header may have come along with it. */
function shownBy({ accessToken, apiKey }: GivenCredentials, header: GivenCredentials) {
  if (apiKey === undefined && accessToken === undefined) return header;
  return {
    ...(apiKey !== undefined && { apiKey }),
    ...(accessToken !== undefined && { accessToken }),
  };
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
