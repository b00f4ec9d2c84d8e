import { ws } from 'msw';
import type { WebSocketHandler, WebSocketLink } from 'msw';
import { Inbox } from './inbox.ts';
import { ScriptedChat } from './scripted-chat.ts';

/** Options of {@link scriptedEvi}. */
export interface ScriptedEviOptions {
  /** Scheme and host at which it answers; the app's own address to test a whole app. Default: `ws://evi.test`. */
  readonly url?: string | undefined;
  /** Called for each new connection. Default: `(chat) => chat.greet()`. */
  readonly onChat?: ((chat: ScriptedChat) => void) | undefined;
  /** ms that `nextChat` and a chat's `next` wait; Infinity: without a limit. Default: 1,000. */
  readonly patience?: number | undefined;
}

/** An EVI server that sends what a test tells it to. */
export interface ScriptedEvi {
  /** The client's `url`. */
  readonly url: string;
  /** For msw's `setupServer` or `setupWorker`; `listen` of `@vivavoce/testing/node` and `/browser` uses them. */
  readonly handlers: readonly WebSocketHandler[];
  /** All connections so far, the oldest first. */
  readonly chats: readonly ScriptedChat[];
  /**
   * The next connection that was not returned yet.
   *
   * @throws Error by rejection if none arrives within `patience`
   */
  nextChat(): Promise<ScriptedChat>;
  /** Refuses new connections, as if no server ran, or accepts them again. Default: true. */
  refuse(refusing?: boolean): void;
}

/**
 * An EVI chat server in the same process, built on msw. It shares no code with the client, so that it can't hide a fault of the
 * client's codec.
 *
 * @throws TypeError for a `patience` that is negative or NaN
 * @example
 * ```ts
 * const evi = scriptedEvi();
 * const stop = listen(evi);
 * await client.connect();
 * const chat = await evi.nextChat();
 * chat.hear('hello');
 * chat.say('Hello to you.', { scores: { Joy: 0.7 } });
 * chat.endTurn();
 * stop();
 * ```
 */
export function scriptedEvi({
  url = 'ws://evi.test',
  onChat = (chat) => chat.greet(),
  patience = 1000,
}: ScriptedEviOptions = {}): ScriptedEvi {
  const chats: ScriptedChat[] = [];
  const inbox = new Inbox<ScriptedChat>(
    'a chat',
    patience,
    `Does the client call ${url}, and was the scripted EVI given to listen()?`,
  );
  let refusing = false;

  const handler = linkTo(`${url}/v0/evi/chat`).addEventListener('connection', ({ client }) => {
    if (refusing) {
      // Closed before it opens, as in a browser when no server runs.
      client.close(1006);
      return;
    }
    const chat = new ScriptedChat(client, patience);
    chats.push(chat);
    try {
      onChat(chat);
    } finally {
      inbox.add(chat);
    }
  });

  return {
    url,
    handlers: [handler],
    chats,
    nextChat: () => inbox.next(),
    refuse: (refuse = true) => {
      refusing = refuse;
    },
  };
}

// A link listens to a channel of msw's until the process ends, so there is one for each address.
const links = new Map<string, WebSocketLink>();

function linkTo(address: string): WebSocketLink {
  const link = links.get(address) ?? ws.link(address);
  links.set(address, link);
  return link;
}
