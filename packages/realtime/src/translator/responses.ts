import type { Heard } from '@vivavoce/core/worker';
import type { ClientEvent, ServerEvent } from './contract.ts';
import { bytesOf, failure, wavHead } from './evi.ts';
import type { Called, Said } from './memory.ts';
import type { Shared } from './translator.ts';
import type { Utterances } from './utterances.ts';

/** How a line reaches both its sides. */
export interface Wires {
  /** A message of EVI, to the session. */
  readonly tell: (message: object) => void;
  readonly send: (event: ClientEvent) => void;
}

/** A response that runs. */
interface Response {
  /** The user has stopped it: nothing more of it is heard. */
  cut: boolean;
  /** By hand: nothing of it is gone on with. */
  stopped: boolean;
  /** Calls in it, and how many of them have no answer yet. */
  calls: number;
  open: number;
  over: boolean;
}

/** A message of the assistant. */
interface Item {
  readonly id: string;
  readonly response: Response;
  said?: Said;
  /** Pieces and bytes of sound that came. */
  pieces: number;
  bytes: number;
  /** ms that were heard of it so far. */
  heard: number;
  /** The service has been told how much of it was heard, or all of it was. */
  settled: boolean;
}

const memory = 64;

/** What the model answers, and when it is asked for an answer: one at a time, and each question once. */
export class Responses {
  readonly #shared: Shared;
  readonly #number: number;
  readonly #wires: Wires;
  readonly #running = new Map<string, Response>();
  readonly #over = new Map<string, Response>();
  readonly #items = new Map<string, Item>();
  /** Names of functions by the item that calls them. */
  readonly #names = new Map<string, string>();
  readonly #calls = new Map<string, Response>();
  readonly #head: string;
  /** An answer is wanted that nobody has begun; with these instructions; and was asked for by this event. */
  #wanted = false;
  #instructions = '';
  #asked: string | undefined;
  /** How often that was refused. */
  #refusals = 0;
  /** A response runs of which nothing was heard yet. */
  #unknown = false;
  /** The service answers by itself what it has just heard. */
  #coming = false;
  #userSpeaks = false;
  /** The session has not been told that the turn is over. */
  #turn = false;
  #expected = false;
  #count = 0;
  #closed = false;

  constructor(shared: Shared, number: number, wires: Wires) {
    this.#shared = shared;
    this.#number = number;
    this.#wires = wires;
    this.#head = wavHead(shared.traits.outputRate);
  }

  /** Something is said, or about to be. */
  get busy(): boolean {
    return this.#expects || this.#calls.size > 0;
  }

  /** Nothing comes any more. */
  close(): void {
    this.#closed = true;
  }

  /** The model is to answer, as soon as nothing keeps it from it. */
  ask(instructions = ''): void {
    if (this.#shared.traits.setupFirst) this.#coming = true;
    else this.#wanted = true;
    if (this.#shared.traits.setupFirst && instructions) {
      const item = { type: 'text-message', role: 'user', text: instructions } as const;
      this.#wires.send({ type: 'conversation-item-create', item });
    }
    this.#instructions = instructions;
    this.#refusals = 0;
    this.proceed();
  }

  /** Asks, where an answer is wanted and nothing runs. */
  proceed(): void {
    const { paused, traits } = this.#shared;
    if (
      this.#wanted &&
      !this.#asked &&
      !paused &&
      !this.#userSpeaks &&
      !this.#coming &&
      !this.#unknown &&
      this.#running.size === 0
    ) {
      this.#asked = `ask_${this.#number}_${(this.#count += 1)}`;
      const instructions = this.#instructions;
      if (!traits.setupFirst) {
        this.#wires.send({
          type: 'response-create',
          eventId: this.#asked,
          ...(instructions && { options: { instructions } }),
        });
      }
    }
    if (this.#expects !== this.#expected) this.tellExpected();
  }

  /** Says whether the user waits: a message of the session's may have made it think otherwise. */
  tellExpected(): void {
    this.#expected = this.#expects;
    if (!this.#closed) this.#shared.host.expect(this.#expected);
  }

  /** The user's words came. Of some services they are the first sign that an answer comes. */
  wordsCame(): void {
    const { growingTranscripts } = this.#shared.traits;
    if (growingTranscripts && this.#running.size === 0) this.#coming = true;
    this.tellExpected();
  }

  /** @param ends whether the service will say when it is over */
  speechStarted(ends: boolean): void {
    this.#userSpeaks = ends;
    if (this.#shared.turns?.interrupt !== false) this.silence(true);
  }

  speechStopped(): void {
    this.#userSpeaks = false;
    const { turns, paused } = this.#shared;
    if (turns?.create === false || paused) return;
    // While an answer runs the service begins no other.
    if (this.#running.size > 0) this.#wanted = true;
    else this.#coming = true;
  }

  /** The assistant is to answer again what it did not in a pause. */
  resume(): void {
    if (!this.#shared.paused && this.#shared.memory.unanswered) this.ask();
    else this.proceed();
  }

  /**
   * Stops what sounds and what runs.
   *
   * @param byVoice whether the service stops by itself
   */
  silence(byVoice = false): void {
    const running = [...this.#running.values()].some(({ cut }) => !cut);
    if (!running && !this.#shared.sounding) return;
    if (!byVoice && running) this.#wires.send({ type: 'response-cancel', eventId: 'cancel' });
    this.#cut();
    this.#wires.tell({ type: 'user_interruption', time: this.#shared.host.clock.date() });
  }

  /** The session has silenced the assistant. */
  interrupted(local: boolean, playing: string | null): void {
    if (local) {
      if ([...this.#running.values()].some(({ cut }) => !cut)) {
        this.#wires.send({ type: 'response-cancel', eventId: 'cancel' });
      }
      this.#wanted = false;
      this.#cut();
      for (const response of this.#calls.values()) response.stopped = response.cut = true;
    }
    for (const item of this.#items.values()) {
      // Of what plays it is told when it is silent.
      if (item.id !== playing && item.bytes > 0) this.#settle(item);
    }
    this.proceed();
  }

  /** The session has played it as far as this. */
  heard(messageId: string, { duration, cut }: Heard): void {
    const item = this.#items.get(messageId);
    if (!item) return;
    item.heard = duration;
    if (cut) this.#settle(item);
  }

  /** A function was answered. */
  answered(callId: string): void {
    const response = this.#calls.get(callId);
    this.#calls.delete(callId);
    if (response) response.open -= 1;
    // Of an earlier line nothing is known.
    if (!response || (response.open === 0 && response.over && !response.stopped)) this.ask();
  }

  /** @returns whether an error is settled by that: it is about something that needs nothing more */
  refused(
    code: string,
    eventId: string | undefined,
    sent: ClientEvent['type'] | undefined,
  ): boolean {
    if (code === 'conversation_already_has_active_response') {
      // It may have begun before what it is asked about: it is asked again when that one has ended.
      this.#asked = undefined;
      this.#wanted = true;
      this.#unknown = this.#running.size === 0;
      return true;
    }
    if (this.#asked !== undefined && eventId === this.#asked) {
      this.#asked = undefined;
      this.#wanted = (this.#refusals += 1) === 1;
      return false;
    }
    return (
      code === 'response_cancel_not_active' ||
      sent === 'response-cancel' ||
      sent === 'conversation-item-truncate'
    );
  }

  /** @returns false for what is none of its business */
  hear(event: ServerEvent, utterances: Utterances): boolean {
    const { type, responseId = '', itemId = '' } = event;
    switch (type) {
      case 'response-created':
        this.#begin(responseId, utterances);
        return true;
      case 'output-item-added':
        this.#begin(responseId, utterances);
        if (event.name) this.#names.set(itemId, event.name);
        return true;
      case 'audio-transcript-delta':
      case 'text-delta':
        this.#say(this.#item(event, utterances), (before) => before + (event.delta ?? ''));
        return true;
      case 'audio-transcript-done':
      case 'text-done': {
        const whole = event.transcript ?? event.text ?? '';
        const item = this.#item(event, utterances);
        // Pieces have said it, or it is all there is.
        this.#say(item, (before) => (whole.startsWith(before) ? whole : before));
        return true;
      }
      case 'audio-delta':
        this.#play(this.#item(event, utterances), event.delta ?? '');
        return true;
      case 'function-call-arguments-done':
        this.#call(event, utterances);
        return true;
      case 'calls-cancelled':
        for (const callId of event.callIds ?? []) this.#takeBack(callId);
        return true;
      case 'response-done':
        // Words of the user that come now belong to what has interrupted it.
        if (!this.#running.get(responseId)?.cut) utterances.finish();
        this.#end(event);
        return event.raw === undefined;
      default:
        return /^(output-item|content-part|audio-done|function-call)/.test(type);
    }
  }

  get #expects(): boolean {
    const running = [...this.#running.values()].some(({ cut }) => !cut);
    return (
      this.#wanted || this.#coming || running || [...this.#calls.values()].some(({ cut }) => !cut)
    );
  }

  /** The response of that id; it begins with whatever is heard of it first. */
  #begin(id: string, utterances: Utterances): Response {
    const known = this.#running.get(id) ?? this.#over.get(id);
    if (known) return known;
    const response = { cut: false, stopped: false, calls: 0, open: 0, over: false };
    this.#running.set(id, response);
    // What it is asked about came after it had begun.
    if (!this.#unknown) {
      this.#wanted = false;
      this.#asked = undefined;
      this.#instructions = '';
    }
    this.#unknown = this.#coming = false;
    this.#turn = true;
    utterances.answered();
    return response;
  }

  #item({ responseId = '', itemId = '' }: ServerEvent, utterances: Utterances): Item {
    const id = `${this.#number}:${itemId}`;
    const known = this.#items.get(id);
    if (known) return known;
    const response = this.#begin(responseId, utterances);
    const item: Item = { id, response, pieces: 0, bytes: 0, heard: 0, settled: false };
    this.#items.set(id, item);
    for (const oldest of this.#items.keys()) {
      if (this.#items.size <= memory) break;
      this.#items.delete(oldest);
    }
    return item;
  }

  #say(item: Item, write: (before: string) => string): void {
    if (item.response.cut) return;
    const before = item.said?.text ?? '';
    const text = write(before);
    if (text === before) return;
    item.said ??= this.#shared.memory.add({ role: 'assistant', text });
    item.said.text = text;
    this.#wires.tell({
      type: 'assistant_message',
      from_text: false,
      id: item.id,
      message: { role: 'assistant', content: text },
      models: {},
    });
  }

  /** Pieces go on where the one before ended, be it between the bytes of a sample. */
  #play(item: Item, data: string): void {
    item.bytes += bytesOf(data);
    if (item.response.cut) return;
    const index = item.pieces++;
    this.#wires.tell({
      type: 'audio_output',
      id: item.id,
      index,
      data: index === 0 ? this.#head + data : data,
    });
  }

  #call(event: ServerEvent, utterances: Utterances): void {
    const { responseId = '', itemId = '', callId = '', arguments: args = '' } = event;
    const response = this.#begin(responseId, utterances);
    const { memory: remembered } = this.#shared;
    if (response.cut || remembered.find(callId)) return;
    const name = event.name || this.#names.get(itemId) || '';
    const called: Called = remembered.add({ callId, name, arguments: args });
    response.calls += 1;
    if (!isObject(args)) {
      // It is none that the model has completed: nothing may run on it.
      called.output = '{"error":"The arguments are no JSON object."}';
      const item = { type: 'function-call-output', callId, name, output: called.output } as const;
      this.#wires.send({ type: 'conversation-item-create', item });
      this.#wires.tell(
        failure(
          'malformed_call',
          `The model called ${name} with arguments that are no JSON object.`,
        ),
      );
      return;
    }
    response.open += 1;
    this.#calls.set(callId, response);
    this.#wires.tell({
      type: 'tool_call',
      name,
      parameters: args,
      response_required: true,
      tool_call_id: `${this.#number}:${callId}`,
      tool_type: 'function',
    });
  }

  #takeBack(callId: string): void {
    const called = this.#shared.memory.find(callId);
    if (!called || called.output !== undefined) return;
    called.output = 'Cancelled.';
    const response = this.#calls.get(callId);
    this.#calls.delete(callId);
    if (response) response.open -= 1;
    const tool_call_id = `${this.#number}:${callId}`;
    this.#wires.tell({
      type: 'tool_error',
      tool_call_id,
      error: 'The service has cancelled this call.',
    });
  }

  #end({ responseId = '', status, code, message }: ServerEvent): void {
    const response = this.#running.get(responseId);
    if (status === 'failed') {
      this.#wires.tell(failure(code ?? 'response_failed', message ?? 'The model gave no answer.'));
    }
    // Of a response that nobody has heard of: it was empty, and its beginning was left out.
    if (!response && !this.#over.has(responseId)) {
      this.#wanted &&= this.#unknown;
      this.#coming = this.#unknown = false;
      this.#asked = undefined;
    }
    this.#running.delete(responseId);
    if (response) {
      response.over = true;
      this.#over.set(responseId, response);
      for (const oldest of this.#over.keys()) {
        if (this.#over.size <= memory) break;
        this.#over.delete(oldest);
      }
      const asks = !this.#shared.traits.setupFirst && !response.cut;
      if (asks && response.calls > 0 && response.open === 0) this.#wanted = true;
    }
    const waits = [...this.#calls.values()].some(({ cut }) => !cut);
    if (this.#running.size > 0 || this.#wanted || waits || !this.#turn) return;
    this.#turn = false;
    this.#wires.tell({ type: 'assistant_end' });
    this.tellExpected();
  }

  /** Nothing more is heard of what runs. */
  #cut(): void {
    for (const response of this.#running.values()) response.cut = true;
  }

  /** Tells the service how much was heard, where that is less than it has said. */
  #settle(item: Item): void {
    if (item.settled) return;
    item.settled = true;
    const { truncates, outputRate } = this.#shared.traits;
    const came = item.bytes / ((outputRate * 2) / 1000);
    if (item.bytes === 0 || (item.response.over && !item.response.cut && item.heard >= came - 1))
      return;
    const audioEndMs = Math.floor(Math.min(item.heard, came));
    if (item.said) item.said.text = heardOf(item.said.text, audioEndMs / came);
    if (!truncates) return;
    this.#wires.send({
      type: 'conversation-item-truncate',
      itemId: item.id.slice(item.id.indexOf(':') + 1),
      contentIndex: 0,
      audioEndMs,
      eventId: `cut_${(this.#count += 1)}`,
    });
  }
}

/** The words that were heard, as far as their share of the sound says. */
function heardOf(text: string, share: number): string {
  return share >= 1 ? text : text.slice(0, Math.round(text.length * share));
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
