import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { Chat } from '../chat/chat.ts';
import type { ChatSurroundings } from '../chat/chat.ts';
import type { ChatConnection } from '../chat/outbox.ts';
import { readChatQuery } from './chat-query.ts';
import type { ChatQuery } from './chat-query.ts';
import type { Credentials } from './credentials.ts';
import { mayAsk } from './loopback.ts';
import type { AccessRules } from './loopback.ts';

const path = '/v0/evi/chat';
/** A larger frame closes the socket with 1009. */
const largestFrame = 1024 * 1024;
/** A client that leaves more than this unread is cut off with 1013. */
const mostUnread = 8 * 1024 * 1024;
/** A client that answers no ping for this long is gone. */
const pingEveryMs = 30_000;
/** A closing handshake takes no longer. */
const closeTimeoutMs = 1000;
const noQuery: ChatQuery = { eventLimit: 0, verboseTranscription: false };

/** What the chat sockets are made of. */
export interface ChatSocketsParts {
  chats: ChatSurroundings;
  credentials: Credentials;
  access: AccessRules;
  /** Beyond so many Chats at a time, another is refused with 503. */
  maxChats: number;
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
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestFrame });
  const alive = new WeakSet<WebSocket>();
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
      if (!mayAsk({ origin, host }, parts.access)) refuse(socket, 403);
      else if (url?.pathname !== path) refuse(socket, 404);
      else if (sockets.clients.size >= parts.maxChats) refuse(socket, 503);
      else {
        sockets.handleUpgrade(request, socket, head, (opened) => {
          alive.add(opened);
          opened.on('pong', () => alive.add(opened));
          void converse(opened, url.searchParams, parts);
        });
      }
    },
    async close() {
      clearInterval(pings);
      const closing = [...sockets.clients].map(closed);
      for (const socket of sockets.clients) socket.close(1001, 'server closes');
      const late = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, closeTimeoutMs);
      await Promise.all(closing);
      clearTimeout(late);
      parts.chats.seats.close();
      sockets.close();
    },
  };
}

async function converse(
  socket: WebSocket,
  parameters: URLSearchParams,
  { chats, credentials }: ChatSocketsParts,
): Promise<void> {
  const query = readChatQuery(parameters);
  const chat = new Chat({
    ...chats,
    connection: connectionOf(socket),
    query: 'wrong' in query ? noQuery : query,
  });
  socket.once('close', (code) => {
    // Whoever says goodbye does not come back.
    if ([1000, 1001, 1005].includes(code)) chat.close();
    else chat.leave();
  });
  socket.on('error', () => {
    // The close event follows, and that is where things are let go of.
  });
  socket.on('message', (data, binary) => {
    const bytes = bytesOf(data);
    try {
      if (binary) chat.handleAudio(bytes);
      else chat.handleText(bytes.toString('utf8'));
    } catch {
      chat.fail();
    }
  });
  // No frame is read before the Chat is there to take it.
  socket.pause();
  try {
    if ('wrong' in query) chat.refuse('invalid_query', query.wrong);
    else if (await credentials.accept(query)) await chat.start();
    else chat.refuse('unauthorized', 'The API key or access token is missing, wrong or expired.');
  } catch {
    chat.fail();
  }
  socket.resume();
}

function connectionOf(socket: WebSocket): ChatConnection {
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

function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => undefined);
  socket.end(
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}
