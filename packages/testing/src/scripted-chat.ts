import type { ClientMessage, EmotionScores, ServerMessage } from '@vivavoce/evi';
import type { WebSocketHandlerConnection } from 'msw';
import { emotionScores } from './emotion-scores.ts';
import { Inbox } from './inbox.ts';
import { toneBase64 } from './tone.ts';
import type { ToneOptions } from './tone.ts';

type MessageOf<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;

/** What the assistant says. */
export interface SayOptions {
  /** Id of the message. Default: a new one. */
  readonly id?: string | undefined;
  /** Sound of each piece of `audio_output`; none for silence. Default: one tone of 200 ms. */
  readonly tones?: readonly ToneOptions[] | undefined;
  /** Scores that follow as `assistant_prosody`. Default: none are sent. */
  readonly scores?: Partial<EmotionScores> | undefined;
  /** Whether the words were put into its mouth. Default: false. */
  readonly fromText?: boolean | undefined;
}

/** What the server heard of the user. */
export interface HearOptions {
  /** Whether better words may follow. Default: false. */
  readonly interim?: boolean | undefined;
  /** Whether it was typed. Default: false. */
  readonly fromText?: boolean | undefined;
  /** Default: none, as for typed text. */
  readonly scores?: Partial<EmotionScores> | undefined;
  /** ms within the call's audio. Default: 0 to 1,000. */
  readonly time?: { readonly begin: number; readonly end: number } | undefined;
}

/** How the client, or the script, ended a chat. */
export interface ChatEnd {
  readonly code: number;
  readonly reason: string;
}

/** One connection, played by the script: it does nothing by itself. */
export class ScriptedChat {
  /** The query that the client connected with. */
  readonly query: URLSearchParams;
  /** Every message of the client so far, as it came. Audio too. */
  readonly received: ClientMessage[] = [];
  /** Resolves when the line is closed, by whichever side. */
  readonly ended: Promise<ChatEnd>;
  readonly #client: WebSocketHandlerConnection['client'];
  readonly #inbox: Inbox<ClientMessage>;
  #count = 0;
  /** ms of speech that were heard. */
  #clock = 0;

  constructor(client: WebSocketHandlerConnection['client'], patience: number) {
    this.#client = client;
    this.#inbox = new Inbox('a message of the client', patience);
    this.query = client.url.searchParams;
    client.addEventListener('message', ({ data }) => {
      // The server takes bare audio as well; that is no message.
      if (typeof data !== 'string') return;
      const message = JSON.parse(data) as ClientMessage;
      this.received.push(message);
      this.#inbox.add(message);
    });
    this.ended = new Promise((resolve) => {
      client.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
    });
  }

  /** The client's next message of that type. Rejects when none comes in time. */
  next<Type extends ClientMessage['type']>(type: Type): Promise<MessageOf<Type>> {
    return this.#inbox.next(
      (message): message is MessageOf<Type> => message.type === type,
      `a ${type} message of the client`,
    );
  }

  /** The greeting that every chat begins with; a client counts as connected after it. */
  greet(ids: { readonly chatId?: string; readonly chatGroupId?: string } = {}): void {
    this.send({
      type: 'chat_metadata',
      chat_id: ids.chatId ?? 'chat-1',
      chat_group_id: ids.chatGroupId ?? this.query.get('resumed_chat_group_id') ?? 'group-1',
    });
  }

  /** Any message, in the server's own form. */
  send(message: ServerMessage): void {
    this.sendRaw(JSON.stringify(message));
  }

  /** Any frame at all, malformed ones and bytes too. */
  sendRaw(frame: string | Uint8Array): void {
    this.#client.send(typeof frame === 'string' ? frame : new Uint8Array(frame));
  }

  /** The user's words, as the server understood them. */
  hear(text: string | null, options: HearOptions = {}): void {
    const { interim = false, fromText = false, scores } = options;
    const { time = { begin: this.#clock, end: this.#clock + 1000 } } = options;
    // What is said later is later: an interim is not yet over.
    if (!interim) this.#clock = time.end;
    this.send({
      type: 'user_message',
      from_text: fromText,
      interim,
      message: { role: 'user', content: text },
      models: scores ? { prosody: { scores: emotionScores(scores) } } : {},
      time,
    });
  }

  /** One sentence of the assistant, with its sound and scores. Returns the message's id. */
  say(text: string, options: SayOptions = {}): string {
    const { tones = [{}], scores, fromText = false } = options;
    this.#count += 1;
    const id = options.id ?? `message-${this.#count}`;
    this.send({
      type: 'assistant_message',
      from_text: fromText,
      id,
      message: { role: 'assistant', content: text },
      models: {},
    });
    tones.forEach((tone, index) =>
      this.send({ type: 'audio_output', id, index, data: toneBase64(tone) }),
    );
    if (scores) this.sendScores(id, scores);
    return id;
  }

  /** How a message of the assistant sounded. */
  sendScores(id: string, scores: Partial<EmotionScores>): void {
    this.send({
      type: 'assistant_prosody',
      id,
      models: { prosody: { scores: emotionScores(scores) } },
    });
  }

  /** The assistant's turn is over. */
  endTurn(): void {
    this.send({ type: 'assistant_end' });
  }

  /** The user spoke over the assistant. */
  interrupt(): void {
    this.send({ type: 'user_interruption', time: Date.now() });
  }

  /** Asks the client to run a tool. Returns the call's id. */
  callTool(name: string, parameters: unknown): string {
    this.#count += 1;
    const id = `call-${this.#count}`;
    this.send({
      type: 'tool_call',
      name,
      parameters: JSON.stringify(parameters),
      response_required: true,
      tool_call_id: id,
      tool_type: 'function',
    });
    return id;
  }

  /** Reports a disruption; the chat goes on. */
  fail(slug: string, message: string, code = 'E0000'): void {
    this.send({ type: 'error', code, slug, message });
  }

  /** Says goodbye. Default: close code 1000. */
  close(code = 1000, reason = ''): void {
    this.#client.close(code, reason);
  }

  /** Is gone without a word, as when a cable is pulled: close code 1006. */
  drop(): void {
    this.close(1006);
  }
}
