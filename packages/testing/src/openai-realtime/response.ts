import type {
  ConversationItem,
  RealtimeResponse,
  RealtimeServerEvent,
} from 'openai/resources/realtime/realtime';
import { speechBase64 } from '../line/voice-activity.ts';
import type { ScriptClock } from '../line/service-line.ts';
import type { ScriptedAnswer, ScriptedItem } from './script.ts';

/** A server event without the id that every one of them is given on its way out. */
export type Happening = RealtimeServerEvent extends infer Event
  ? Event extends { event_id: string }
    ? Omit<Event, 'event_id'>
    : never
  : never;

/** What a response asks of the session it belongs to. */
export interface ResponseHost {
  readonly clock: ScriptClock;
  readonly pace: number;
  readonly pieceDuration: number;
  /** Whether it is spoken; written otherwise. */
  readonly spoken: boolean;
  nextId(kind: string): string;
  readonly send: (event: Happening) => void;
  /** An item of it is part of the conversation from now on. @returns the item before it */
  place(item: PlacedItem): string | null;
  onEnd(): void;
}

/** An item in a conversation, and how much sound of it there is. */
export interface PlacedItem {
  readonly id: string;
  item: ConversationItem;
  /** ms of sound that were generated. */
  duration: number;
  /** Whether it is an assistant's message with sound. */
  readonly audible: boolean;
}

/** One response: its pieces, one after the other, until its end or until it is cancelled. */
export class ScriptedResponse {
  readonly id: string;
  readonly #host: ResponseHost;
  readonly #answer: ScriptedAnswer;
  readonly #steps: Generator<void>;
  readonly #output: ConversationItem[] = [];
  #open: { readonly placed: PlacedItem; readonly index: number } | undefined;
  #cancelStep: (() => void) | undefined;

  constructor(host: ResponseHost, answer: ScriptedAnswer) {
    this.#host = host;
    this.#answer = answer;
    this.id = host.nextId('resp');
    this.#steps = this.#play();
  }

  start(): void {
    const { send } = this.#host;
    send({ type: 'response.created', response: this.#describe('in_progress') });
    send({
      type: 'rate_limits.updated',
      rate_limits: [{ name: 'tokens', limit: 40_000, remaining: 39_000, reset_seconds: 1.5 }],
    });
    this.#wait();
  }

  /** Ends it where it is. */
  cancel(reason: 'turn_detected' | 'client_cancelled'): void {
    this.#cancelStep?.();
    if (this.#open) this.#finish(this.#open.placed, this.#open.index, 'incomplete');
    this.#end({ status: 'cancelled', status_details: { type: 'cancelled', reason } });
  }

  /** Nothing of it is sent any more. */
  stop(): void {
    this.#cancelStep?.();
  }

  #wait(): void {
    const { clock, pace } = this.#host;
    this.#cancelStep = clock.after(this.#answer.pace ?? pace, () => {
      if (this.#steps.next().done !== true) this.#wait();
    });
  }

  *#play(): Generator<void> {
    for (const [index, item] of (this.#answer.items ?? []).entries()) {
      if ('say' in item) yield* this.#message(item, index);
      else yield* this.#call(item, index);
    }
    const { status = 'completed', reason } = this.#answer;
    if (status === 'failed') {
      const code = reason ?? 'server_error';
      const error = { type: 'server_error', code, message: `The model failed: ${code}.` };
      this.#end({ status, status_details: { type: 'failed', error } });
    } else if (status === 'incomplete') {
      const why = reason === 'content_filter' ? reason : 'max_output_tokens';
      this.#end({ status, status_details: { type: 'incomplete', reason: why } });
    } else this.#end({ status });
  }

  *#message(
    { say, duration = 500 }: Extract<ScriptedItem, { say: string }>,
    index: number,
  ): Generator<void> {
    const { spoken, pieceDuration, send } = this.#host;
    const id = this.#host.nextId('item');
    const at = { response_id: this.id, item_id: id, output_index: index, content_index: 0 };
    const placed: PlacedItem = {
      id,
      item: { id, type: 'message', role: 'assistant', status: 'in_progress', content: [] },
      duration: 0,
      audible: spoken,
    };
    this.#begin(placed, index);
    send({
      type: 'response.content_part.added',
      ...at,
      part: spoken ? { type: 'audio', transcript: '' } : { type: 'text', text: '' },
    });
    const words = say.match(/\s*\S+/g) ?? [];
    const pieces = spoken ? Math.ceil(duration / pieceDuration) : words.length;
    let told = '';
    for (let piece = 0; piece < pieces; piece += 1) {
      yield;
      const until = Math.ceil((words.length * (piece + 1)) / pieces);
      const delta = words.slice(Math.ceil((words.length * piece) / pieces), until).join('');
      if (delta !== '') {
        told += delta;
        placed.item = said(id, told, spoken, 'in_progress');
        if (spoken) send({ type: 'response.output_audio_transcript.delta', ...at, delta });
        else send({ type: 'response.output_text.delta', ...at, delta });
      }
      if (!spoken) continue;
      const from = piece * pieceDuration;
      const length = Math.min(pieceDuration, duration - from);
      placed.duration = from + length;
      send({
        type: 'response.output_audio.delta',
        ...at,
        delta: speechBase64(24_000, from, length),
      });
    }
    yield;
    if (spoken) {
      send({ type: 'response.output_audio.done', ...at });
      send({ type: 'response.output_audio_transcript.done', ...at, transcript: say });
    } else send({ type: 'response.output_text.done', ...at, text: say });
    send({
      type: 'response.content_part.done',
      ...at,
      part: spoken ? { type: 'audio', transcript: say } : { type: 'text', text: say },
    });
    placed.item = said(id, say, spoken, 'completed');
    this.#finish(placed, index, 'completed');
  }

  *#call(
    {
      call,
      arguments: args = {},
      id: callId = this.#host.nextId('call'),
    }: Extract<ScriptedItem, { call: string }>,
    index: number,
  ): Generator<void> {
    const { send } = this.#host;
    const id = this.#host.nextId('item');
    const text = typeof args === 'string' ? args : JSON.stringify(args);
    const base = { id, type: 'function_call', name: call, call_id: callId } as const;
    const placed: PlacedItem = {
      id,
      item: { ...base, arguments: '', status: 'in_progress' },
      duration: 0,
      audible: false,
    };
    this.#begin(placed, index);
    const at = { response_id: this.id, item_id: id, output_index: index, call_id: callId };
    const half = Math.ceil(text.length / 2);
    for (const delta of [text.slice(0, half), text.slice(half)]) {
      yield;
      if (delta !== '') send({ type: 'response.function_call_arguments.delta', ...at, delta });
    }
    yield;
    send({ type: 'response.function_call_arguments.done', ...at, name: call, arguments: text });
    placed.item = { ...base, arguments: text, status: 'completed' };
    this.#finish(placed, index, 'completed');
  }

  #begin(placed: PlacedItem, index: number): void {
    const { send } = this.#host;
    this.#open = { placed, index };
    const { item } = placed;
    send({ type: 'response.output_item.added', response_id: this.id, output_index: index, item });
    const previous = this.#host.place(placed);
    send({ type: 'conversation.item.added', previous_item_id: previous, item });
  }

  #finish(placed: PlacedItem, index: number, status: 'completed' | 'incomplete'): void {
    const { send } = this.#host;
    this.#open = undefined;
    placed.item = { ...placed.item, status } as ConversationItem;
    const { item } = placed;
    this.#output.push(item);
    send({ type: 'response.output_item.done', response_id: this.id, output_index: index, item });
    send({ type: 'conversation.item.done', previous_item_id: null, item });
  }

  #end(how: Pick<RealtimeResponse, 'status' | 'status_details'>): void {
    this.#host.onEnd();
    const { status = 'completed' } = how;
    this.#host.send({
      type: 'response.done',
      response: { ...this.#describe(status), ...how, usage: usageOf(this.#output.length) },
    });
  }

  #describe(status: NonNullable<RealtimeResponse['status']>): RealtimeResponse {
    const { spoken } = this.#host;
    return {
      object: 'realtime.response',
      id: this.id,
      status,
      output: [...this.#output],
      output_modalities: [spoken ? 'audio' : 'text'],
    };
  }
}

function said(
  id: string,
  words: string,
  spoken: boolean,
  status: 'in_progress' | 'completed',
): ConversationItem {
  return {
    id,
    type: 'message',
    role: 'assistant',
    status,
    content: [
      spoken ? { type: 'output_audio', transcript: words } : { type: 'output_text', text: words },
    ],
  };
}

function usageOf(items: number): NonNullable<RealtimeResponse['usage']> {
  return {
    total_tokens: 100 + 20 * items,
    input_tokens: 100,
    output_tokens: 20 * items,
    input_token_details: {
      text_tokens: 40,
      audio_tokens: 60,
      cached_tokens: 64,
      cached_tokens_details: { text_tokens: 24, audio_tokens: 40 },
    },
    output_token_details: { text_tokens: 5 * items, audio_tokens: 15 * items },
  };
}
