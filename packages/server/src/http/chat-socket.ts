import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { Chat } from '../chat/chat.ts';
import type { ChatErrorSlug } from '../chat/chat-error.ts';
import { openChat, refuseChat } from '../chat/open-chat.ts';
import type { ChatHouse } from '../chat/open-chat.ts';
import { Outbox } from '../chat/outbox.ts';
import type { ChatConnection } from '../chat/outbox.ts';
import type { Log } from '../log.ts';
import { ServerError } from '../server-error.ts';
import type { Access } from './access.ts';
import { readChatQuery } from './chat-query.ts';
import type { Credentials } from './credentials.ts';
import type { Limits } from './limits.ts';
import { MessageMeter } from './message-meter.ts';
import { Turns } from './turns.ts';
import { WorkShare } from './work-share.ts';

const path = '/v0/evi/chat';
/** A client that answers no ping for this long is gone. */
const pingEveryMs = 30_000;
/** A closing handshake takes no longer, when the server ends and when a client does not answer it. */
const closeTimeoutMs = 1000;
/** What is made of words comes later than they do: of 100,000 a second it is as much work as a client's share. */
const msPerCharacter = 0.0025;
/** Whoever says goodbye so does not come back. */
const goodbyes: readonly number[] = [1000, 1001, 1005];
const tooMany = 'There are as many Chats as there may be. Try again later.';
const tooMuch = 'The client sends more messages a second than this server takes.';
const noCredentials = 'The API key or access token is missing, wrong or expired.';

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
  handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Closes all sockets with 1001. */
  close: () => Promise<void>;
}

/** Opens a Chat for every socket that may have one. */
export function createChatSockets(parts: ChatSocketsParts): ChatSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: parts.limits.frameBytes,
    // One frame of each socket, then everybody else: a flood is read no faster than the others are served.
    allowSynchronousEvents: false,
  });
  const alive = new WeakSet<WebSocket>();
  const open = new Set<Chat>();
  const openings = new Turns();
  let turnedAway = 0;
  const pings = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, pingEveryMs);
  pings.unref();

  return {
    handleUpgrade(request, socket, head) {
      const { origin, host } = request.headers;
      const url = urlOf(request);
      const refusal = parts.access.refusal({ origin, host });
      if (refusal !== undefined) {
        refuse(socket, 403, refusal.code, refusal.message);
      } else if (url?.pathname !== path) {
        refuse(socket, 404, 'not_found', 'There is no such socket.');
      } else if (turnedAway >= parts.maxChats) {
        refuse(socket, 503, 'too_many_chats', tooMany);
      } else if (sockets.clients.size - turnedAway >= parts.maxChats) {
        sockets.handleUpgrade(request, socket, head, (opened) => {
          turnedAway++;
          opened.on('error', () => undefined);
          opened.once('close', () => turnedAway--);
          cutOff(opened, connectionOf(opened, 0), 1013, 'too_many_chats', tooMany);
        });
      } else {
        sockets.handleUpgrade(request, socket, head, (opened) => {
          alive.add(opened);
          opened.on('pong', () => alive.add(opened));
          const address = request.socket.remoteAddress ?? '';
          void converse(opened, url.searchParams, parts, open, () => openings.take(address));
        });
      }
    },
    async close() {
      clearInterval(pings);
      const closing = [...sockets.clients].map(closed);
      for (const socket of sockets.clients) socket.close(1001, 'server closes');
      const ends = [...open].map((chat) => chat.close('ERROR'));
      const late = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, closeTimeoutMs);
      await Promise.all([...closing, ...ends]);
      clearTimeout(late);
      await parts.chats.seats.close();
      sockets.close();
    },
  };
}

async function converse(
  socket: WebSocket,
  parameters: URLSearchParams,
  { chats, credentials, limits, log }: ChatSocketsParts,
  open: Set<Chat>,
  turn: () => Promise<boolean>,
): Promise<void> {
  const connection = connectionOf(socket, limits.unreadBytes);
  const meter = new MessageMeter(limits.messagesPerSecond, performance.now());
  const share = new WorkShare();
  let chat: Chat | undefined;
  let closed: number | undefined;
  const end = () => {
    if (closed === undefined || chat === undefined) return;
    const ended = chat;
    if (!goodbyes.includes(closed)) ended.leave();
    // Once it was left, it is the seat that is ended.
    void ended.close('USER_ENDED').then(() => open.delete(ended));
  };
  socket.once('close', (code) => {
    closed = code;
    end();
  });
  socket.on('error', () => {
    // The close event follows, and that is where things are let go of.
  });
  socket.on('message', (data, binary) => {
    if (socket.readyState !== socket.OPEN) return;
    const began = performance.now();
    if (!meter.take(began)) {
      cutOff(socket, connection, 1008, 'too_many_messages', tooMuch);
      return;
    }
    const bytes = bytesOf(data);
    let said = 0;
    try {
      if (binary) chat?.handleAudio(bytes);
      else said = chat?.handleText(bytes.toString('utf8')) ?? 0;
    } catch (error) {
      log({ level: 'error', message: 'A Chat failed on a message', error });
      chat?.fail();
    }
    const now = performance.now();
    const pauseMs = share.spend(now, now - began + said * msPerCharacter);
    if (pauseMs < 1) return;
    socket.pause();
    setTimeout(() => {
      socket.resume();
    }, pauseMs);
  });
  // No frame is read before the Chat is there to take it.
  socket.pause();
  try {
    const query = readChatQuery(parameters);
    if ('wrong' in query) refuseChat(connection, 'invalid_query', query.wrong);
    else if (await credentials.accept(query)) {
      if (await turn()) chat = await openChat(chats, query, connection);
      else new Outbox(connection).sendLastError(1013, 'too_many_chats', tooMany);
    } else refuseChat(connection, 'unauthorized', noCredentials);
  } catch (error) {
    log({ level: 'error', message: 'A Chat could not be opened', error });
    if (error instanceof ServerError && error.reason === 'database-failed') {
      const because = 'The database can not be reached, or failed. Try again later.';
      new Outbox(connection).sendLastError(1011, 'storage_failed', because);
    } else {
      const because = 'The server failed in this Chat.';
      new Outbox(connection).sendLastError(1011, 'internal_error', because);
    }
  }
  if (chat) open.add(chat);
  socket.resume();
  end();
}

/** Ends the socket of a client that is too much for this server. It may go on sending instead of closing. */
function cutOff(
  socket: WebSocket,
  connection: ChatConnection,
  code: number,
  slug: ChatErrorSlug,
  because: string,
): void {
  new Outbox(connection).sendLastError(code, slug, because);
  const late = setTimeout(() => {
    socket.terminate();
  }, closeTimeoutMs);
  socket.once('close', () => {
    clearTimeout(late);
  });
}

function connectionOf(socket: WebSocket, mostUnread: number): ChatConnection {
  let flushed = Promise.resolve();
  const asked = new Map<string, () => void>();
  socket.on('pong', (data) => {
    const id = data.toString();
    asked.get(id)?.();
    asked.delete(id);
  });
  let count = 0;
  return {
    send(text) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > mostUnread) {
        socket.close(1013, 'client reads too slowly');
        socket.terminate();
        return;
      }
      flushed = new Promise((resolve) => {
        socket.send(text, () => {
          resolve();
        });
      });
    },
    flushed: () => flushed,
    confirm(then) {
      if (socket.readyState !== socket.OPEN) return;
      count += 1;
      asked.set(String(count), then);
      socket.ping(String(count));
    },
    close(code, reason) {
      socket.close(code, reason);
    },
  };
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

function urlOf(request: IncomingMessage): URL | undefined {
  try {
    return new URL(request.url ?? '', 'http://localhost');
  } catch {
    return undefined;
  }
}

/** Answers an upgrade with an error body, as a request would be. */
function refuse(socket: Duplex, status: number, code: string, message: string): void {
  const body = JSON.stringify({ error: message, message, code });
  socket.on('error', () => undefined);
  socket.end(
    [
      `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${String(Buffer.byteLength(body))}`,
      '',
      body,
    ].join('\r\n'),
  );
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}
