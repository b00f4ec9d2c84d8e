import { ws } from 'msw';
import type { WebSocketHandler, WebSocketLink } from 'msw';
import { Inbox } from './inbox.ts';
import { ScriptedChat } from './scripted-chat.ts';

/** What a scripted server is like. */
export interface ScriptedEviOptions {
  /** The address it answers at, scheme and host: the app's own, where the whole app is under test. Default: `ws://evi.test`. */
  readonly url?: string | undefined;
  /** Called for each chat as it begins. Default: `(chat) => chat.greet()`. */
  readonly onChat?: ((chat: ScriptedChat) => void) | undefined;
  /** ms that `nextChat` and a chat's `next` wait; Infinity waits for ever. Default: 1,000. */
  readonly patience?: number | undefined;
}

/** An EVI server that says what a test tells it to, and nothing else. */
export interface ScriptedEvi {
  /** What to give the client as its address. */
  readonly url: string;
  /** For msw's `setupServer` or `setupWorker`, or `listen` of `@vivavoce/testing/node`. */
  readonly handlers: readonly WebSocketHandler[];
  /** Every chat so far, the oldest first. */
  readonly chats: readonly ScriptedChat[];
  /** The next chat not handed out yet. Rejects when none begins in time. */
  nextChat(): Promise<ScriptedChat>;
  /** From now on nobody answers, as if no server ran; `refuse(false)` ends that. */
  refuse(refusing?: boolean): void;
}

/**
 * An EVI chat server in the same process, on msw. It speaks the wire's own JSON and shares no code with the client, so
 * a fault of the client's codec can't hide in it.
 *
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
      // Closed before it opens: what a browser sees when nobody listens.
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

// A link listens to a channel of msw's for as long as the process lives, so there is one for each address.
const links = new Map<string, WebSocketLink>();

function linkTo(address: string): WebSocketLink {
  const link = links.get(address) ?? ws.link(address);
  links.set(address, link);
  return link;
}
