import { controlPlaneUrl } from '../chat/chat-url.ts';
import { decodeMessage } from '../codec/decode-message.ts';
import { findFieldError } from '../codec/field-error.ts';
import { ControlPlanePublishEvent } from '../messages/control-plane-publish-event.ts';
import type { SubscribeEvent } from '../messages/subscribe-event.ts';
import type { Caller } from './call.ts';
import { EviError } from './evi-error.ts';
import type { RequestOptions } from './http.ts';

/** What a {@link ControlPlaneResource} needs of a WebSocket: the browser's, Node's (from 22) and that of `ws` have it. */
export interface SocketLike {
  /** Called with each message, its text as `data`. */
  onmessage: ((event: never) => void) | null;
  /** Called at the end. */
  onclose: ((event: never) => void) | null;
  /** Called when the line can't be had, or breaks. */
  onerror: ((event: never) => void) | null;
  /** Sends a text. */
  send(text: string): void;
  /** Ends it. */
  close(): void;
}

/** How to listen to a Chat. */
export interface ConnectToChatOptions {
  /** Makes the socket. Default: the global WebSocket. */
  WebSocket?: (new (url: string) => SocketLike) | undefined;
  /** Told of messages of a type that this package does not know. Default: they are left out. */
  onUnknown?: ((message: Record<string, unknown>) => void) | undefined;
}

/** A Chat of somebody else, which you hear and may send into. What is heard waits until it is asked for. */
export interface ConnectedChat extends AsyncIterable<SubscribeEvent> {
  /** Sends anything but audio. @throws EviError `invalid-request`. */
  send(message: ControlPlanePublishEvent): void;
  /** Leaves; the Chat itself goes on, and whoever iterates comes to the end. */
  close(): void;
}

/** Chats that others hold, reached from a server. Both methods reject with an {@link EviError}. */
export interface ControlPlaneResource {
  /**
   * Sends a message into a Chat that goes on, as its client would: settings, text, the answer to a tool call, a pause. Everything but
   * audio. Not repeated after anything but a 429.
   */
  send(chatId: string, message: ControlPlanePublishEvent, options?: RequestOptions): Promise<void>;
  /**
   * Listens to a Chat whose client has allowed it (`allowConnection`): what was said so far, then what is said.
   *
   * @example
   * ```ts
   * const chat = await client.controlPlane.connectToChat(chatId);
   * for await (const message of chat) if (message.type === 'user_message') console.log(message.message.content);
   * ```
   */
  connectToChat(chatId: string, options?: ConnectToChatOptions): Promise<ConnectedChat>;
}

/** Who asks. */
type Credentials = () => Promise<{ accessToken?: string; apiKey?: string }>;

/** Makes `client.controlPlane`. */
export function createControlPlane(
  caller: Caller,
  baseUrl: string,
  credentials: Credentials,
): ControlPlaneResource {
  return {
    send: (chatId, value, options) =>
      caller.none(
        {
          method: 'POST',
          path: ['chat', chatId, 'send'],
          body: { schema: ControlPlanePublishEvent, value },
        },
        options,
      ),
    async connectToChat(chatId, options = {}) {
      if (/^\.{0,2}$/.test(chatId)) throw fault('invalid-request', 'the id of the Chat is none');
      const shown = await credentials().catch(() => {
        throw fault('credentials', 'there is no access token');
      });
      const Socket =
        options.WebSocket ??
        (globalThis as { WebSocket?: ConnectToChatOptions['WebSocket'] }).WebSocket;
      if (!Socket) {
        throw fault('network', 'there is no WebSocket here. Did you pass one, as that of ws?');
      }
      const socket = new Socket(controlPlaneUrl(chatId, { ...shown, baseUrl }));
      return listen(socket, options);
    },
  };
}

function fault(reason: EviError['reason'], why: string): EviError {
  return new EviError(reason, `Failed to reach the Chat: because ${why}.`);
}

/** Resolves when the first message has come: a socket that is refused opens and closes as well. */
function listen(socket: SocketLike, { onUnknown }: ConnectToChatOptions): Promise<ConnectedChat> {
  const heard: SubscribeEvent[] = [];
  let over = false;
  let wake = (): void => undefined;
  return new Promise((resolve, reject) => {
    const end = (why: string) => {
      over = true;
      wake();
      reject(fault('network', why));
    };
    const chat: ConnectedChat = {
      send(message) {
        const wrong = findFieldError(ControlPlanePublishEvent, message);
        if (wrong) throw fault('invalid-request', `of the message, ${wrong.detail}`);
        if (over) throw fault('network', 'it is over');
        socket.send(JSON.stringify(message));
      },
      close() {
        over = true;
        socket.close();
        wake();
      },
      async *[Symbol.asyncIterator]() {
        try {
          for (;;) {
            const next = heard.shift();
            if (next) yield next;
            else if (over) return;
            else await new Promise<void>((resolve) => (wake = resolve));
          }
        } finally {
          chat.close();
        }
      },
    };
    socket.onmessage = (event: { data: unknown }) => {
      const read = decodeMessage(typeof event.data === 'string' ? event.data : '');
      if (read.kind === 'message') {
        const { message } = read;
        // The first thing told may be that this is not allowed.
        if (message.type === 'error') reject(fault(reasonOf(message.slug), message.message));
        heard.push(message);
      } else if (read.kind === 'unknown') {
        if (read.type === 'session_settings') heard.push(read.message as SubscribeEvent);
        else onUnknown?.(read.message);
      }
      resolve(chat);
      wake();
    };
    socket.onerror = () => {
      end('the server can not be reached, or refuses');
    };
    socket.onclose = () => {
      end('the server has closed the line');
    };
  });
}

function reasonOf(slug: string): EviError['reason'] {
  const reasons: Readonly<Record<string, EviError['reason']>> = {
    unauthorized: 'unauthorized',
    chat_not_found: 'not-found',
    chat_ended: 'not-found',
    connection_not_allowed: 'forbidden',
  };
  return Object.hasOwn(reasons, slug) ? (reasons[slug] ?? 'bad-request') : 'bad-request';
}
