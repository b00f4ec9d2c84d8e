import type { ClientMessage, EmotionScores, ServerMessage } from '@vivavoce/evi';
import type { WebSocketHandlerConnection } from 'msw';
import { emotionScores } from './emotion-scores.ts';
import { Inbox } from './inbox.ts';
import { toneBase64 } from './tone.ts';
import type { ToneOptions } from './tone.ts';

type MessageOf<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;

/** Options of {@link ScriptedChat.say}. */
export interface SayOptions {
  /** Message id. Default: `message-1`, `message-2` … */
  readonly id?: string | undefined;
  /** One `audio_output` message for each; `[]`: no sound. Default: one tone of 200 ms. */
  readonly tones?: readonly ToneOptions[] | undefined;
  /** Sent as `assistant_prosody`, 0 to 1; names that are left out are 0. Default: not sent. */
  readonly scores?: Partial<EmotionScores> | undefined;
  /** Whether the app sent the text with `say()`. Default: false. */
  readonly fromText?: boolean | undefined;
}

/** Options of {@link ScriptedChat.hear}. */
export interface HearOptions {
  /** Whether this is an interim transcript, to be replaced by a later one. Default: false. */
  readonly interim?: boolean | undefined;
  /** Whether the user typed it. Default: false. */
  readonly fromText?: boolean | undefined;
  /** Expression scores, 0 to 1; names that are left out are 0. Default: none, as for typed text. */
  readonly scores?: Partial<EmotionScores> | undefined;
  /** ms of the call's audio. Default: the second after the previous final transcript. */
  readonly time?: { readonly begin: number; readonly end: number } | undefined;
}

/** How a connection was closed: a WebSocket close code and its reason. */
export interface ChatEnd {
  readonly code: number;
  readonly reason: string;
}

/** The server's end of one connection. It sends nothing by itself: every message is a call of the test. */
export class ScriptedChat {
  /** Query parameters of the client's address, such as `access_token` and `resumed_chat_group_id`. */
  readonly query: URLSearchParams;
  /** All messages of the client, the oldest first, including `audio_input`. */
  readonly received: ClientMessage[] = [];
  /** Resolves when either side closes the connection. */
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
      // Binary audio is not a message.
      if (typeof data !== 'string') return;
      const message = JSON.parse(data) as ClientMessage;
      this.received.push(message);
      this.#inbox.add(message);
    });
    this.ended = new Promise((resolve) => {
      client.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
    });
  }

  /**
   * The client's next message of that type that was not returned yet.
   *
   * @throws Error by rejection if none arrives within the `patience` of {@link scriptedEvi}
   */
  next<Type extends ClientMessage['type']>(type: Type): Promise<MessageOf<Type>> {
    return this.#inbox.next(
      (message): message is MessageOf<Type> => message.type === type,
      `a ${type} message of the client`,
    );
  }

  /**
   * Sends `chat_metadata`, with which every Chat begins: the client is connected then.
   *
   * @param ids default: `chat-1`, and the `resumed_chat_group_id` of the query or `group-1`
   */
  greet(ids: { readonly chatId?: string; readonly chatGroupId?: string } = {}): void {
    this.send({
      type: 'chat_metadata',
      chat_id: ids.chatId ?? 'chat-1',
      chat_group_id: ids.chatGroupId ?? this.query.get('resumed_chat_group_id') ?? 'group-1',
    });
  }

  /** Sends any message, in the wire's own form. */
  send(message: ServerMessage): void {
    this.sendRaw(JSON.stringify(message));
  }

  /** Sends any text or binary frame, malformed ones too. */
  sendRaw(frame: string | Uint8Array): void {
    this.#client.send(typeof frame === 'string' ? frame : new Uint8Array(frame));
  }

  /** Sends a `user_message`: what the user said or typed. `null`: speech that could not be transcribed. */
  hear(text: string | null, options: HearOptions = {}): void {
    const { interim = false, fromText = false, scores } = options;
    const { time = { begin: this.#clock, end: this.#clock + 1000 } } = options;
    // An interim transcript does not end the utterance.
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

  /**
   * Sends one sentence of the assistant: `assistant_message`, its `audio_output`, and its scores if there are any.
   *
   * @returns the message id
   */
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

  /** Sends `assistant_prosody`: how a message of the assistant sounded. Scores are 0 to 1; names that are left out are 0. */
  sendScores(id: string, scores: Partial<EmotionScores>): void {
    this.send({
      type: 'assistant_prosody',
      id,
      models: { prosody: { scores: emotionScores(scores) } },
    });
  }

  /** Sends `assistant_end`: the assistant's turn is over. */
  endTurn(): void {
    this.send({ type: 'assistant_end' });
  }

  /** Sends `user_interruption`: the user spoke over the assistant. */
  interrupt(): void {
    this.send({ type: 'user_interruption', time: Date.now() });
  }

  /**
   * Sends a `tool_call` that requires a response.
   *
   * @param parameters anything that JSON can express
   * @returns the tool call id, for `next('tool_response')`
   */
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

  /**
   * Sends an `error` message. The connection stays open.
   *
   * @param code default: `E0000`
   */
  fail(slug: string, message: string, code = 'E0000'): void {
    this.send({ type: 'error', code, slug, message });
  }

  /** Closes the connection. Default: code 1000, which the client takes as the end of the Chat. */
  close(code = 1000, reason = ''): void {
    this.#client.close(code, reason);
  }

  /** Breaks the connection, as a pulled cable does: close code 1006, after which the client reconnects. */
  drop(): void {
    this.close(1006);
  }
}
