import type { ClientMessage, SessionSettings } from '@vivavoce/evi';
import type { Heard, WebSocketLike } from '@vivavoce/core/worker';
import type { ClientEvent, EventReader, ServerEvent, SessionConfig } from './contract.ts';
import { endingOf } from './ending.ts';
import { bytesOf, failure } from './evi.ts';
import { itemsOf } from './memory.ts';
import { Responses } from './responses.ts';
import { changes } from './settings.ts';
import { configNow } from './translator.ts';
import type { Shared } from './translator.ts';
import { Utterances } from './utterances.ts';

/** ms in which a service that acknowledges settings has done so. Some that speak its language don't. */
const settingTime = 1000;

/** ms before the end of a session from which on another is taken when nobody speaks; and which share of its time, at most. */
const renewal = 60_000;
const share = 0.1;

/** One connection to a realtime service, as a socket that speaks EVI. */
export class RealtimeLine implements WebSocketLike {
  binaryType = 'arraybuffer';
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onerror: WebSocketLike['onerror'] = null;
  readonly #shared: Shared;
  readonly #number: number;
  readonly #socket: WebSocketLike;
  readonly #read: EventReader;
  readonly #utterances: Utterances;
  readonly #responses: Responses;
  /** Frames that are being made, in order. */
  #making: Promise<unknown> | null = null;
  /** Events that may be refused, by their id. */
  readonly #sent = new Map<string, ClientEvent>();
  /** Typed text that was not acknowledged. */
  readonly #typed: { readonly id: string; readonly text: string; readonly whole: string }[] = [];
  /** Answers of functions that were not acknowledged, by the call. */
  readonly #answers = new Map<string, object>();
  /** The code of an error that came last of all. */
  #failure = '';
  /** Settings as they were before a change, by the change. */
  readonly #before = new Map<string, SessionSettings>();
  #config: SessionConfig = {};
  /** Text for the next message of the user. */
  #context = '';
  #chatId: string;
  #accepted = false;
  /** The session has said what it begins a line with. */
  #greeted = false;
  #count = 0;
  /** When the session is to be replaced as soon as nobody speaks, in ms since the epoch. */
  #renewAt = Infinity;
  #cancelTimer: () => void = () => undefined;

  constructor(shared: Shared, number: number, url: string, protocols?: string[]) {
    this.#shared = shared;
    this.#number = number;
    const { host, model, traits } = shared;
    this.#chatId = `${shared.groupId} ${number}`;
    this.#read = model.createServerEventParser?.() ?? ((raw) => model.parseServerEvent(raw));
    this.#utterances = new Utterances(shared, (message) => this.#tell(message));
    this.#responses = new Responses(shared, number, {
      tell: (message) => this.#tell(message),
      send: (event) => this.#send(event),
    });
    const socket = (this.#socket = host.dial(url, protocols));
    socket.binaryType = 'arraybuffer';
    socket.onopen = (event: never) => {
      this.onopen?.(event);
      if (traits.setupFirst) this.#setUp();
    };
    socket.onmessage = ({ data }: { data: string | ArrayBuffer }) => this.#receive(data);
    socket.onclose = ({ code, reason }: { code: number; reason: string }) =>
      this.#end(code, reason);
    socket.onerror = (event: never) => this.onerror?.(event);
  }

  get url(): string {
    return this.#socket.url ?? '';
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  /** A message of EVI, from the session. */
  send(text: string): void {
    const message = JSON.parse(text) as ClientMessage;
    switch (message.type) {
      case 'audio_input':
        this.#utterances.sent(bytesOf(message.data));
        this.#send({ type: 'input-audio-append', audio: message.data });
        break;
      case 'session_settings':
        this.#change(message);
        break;
      case 'user_input':
        this.#type(message.text);
        break;
      case 'tool_response':
        this.#answer(message.tool_call_id, message.content, message);
        break;
      case 'tool_error':
        this.#answer(message.tool_call_id, message.content ?? 'The function failed.', message);
        break;
      case 'pause_assistant_message':
      case 'resume_assistant_message':
        this.#pause(message.type === 'pause_assistant_message');
        break;
      default:
        this.#tell(failure('unsupported', `This service has no ${message.type}.`));
    }
  }

  /** Hangs up. */
  close(): void {
    this.#cancelTimer();
    this.#responses.close();
    const socket = this.#socket;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    socket.close(1000);
  }

  noticeUser(speaking: boolean): void {
    this.#utterances.notice(speaking);
  }

  noticeInterruption(local: boolean, messageId: string | null): void {
    this.#responses.interrupted(local, messageId);
  }

  noticeHeard(messageId: string, heard: Heard): void {
    this.#responses.heard(messageId, heard);
  }

  /** Takes another line where this one ends soon and nobody speaks. */
  settle(): void {
    const { host, sounding, speaking } = this.#shared;
    if (host.clock.date() < this.#renewAt || !this.#accepted) return;
    if (sounding || speaking || this.#responses.busy) return;
    this.#renewAt = Infinity;
    this.close();
    this.onclose?.({ code: 1012, reason: 'another session takes over' } as never);
  }

  #receive(data: string | ArrayBuffer): void {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch {
      // The session says what is wrong with it.
      this.onmessage?.({ data: text } as never);
      return;
    }
    const answer = this.#shared.model.getHealthCheckResponse?.(raw);
    if (answer != null) this.#post(answer);
    this.#failure = '';
    for (const event of [this.#read(raw)].flat()) this.#hear(event);
    this.#responses.proceed();
    this.settle();
  }

  #hear(event: ServerEvent): void {
    const responses = this.#responses;
    switch (event.type) {
      case 'session-created':
        this.#chatId = event.sessionId ?? this.#chatId;
        if (event.expiresAt !== undefined) this.#expireAt(event.expiresAt * 1000);
        if (this.#shared.traits.setupFirst) this.#accept();
        else this.#setUp();
        break;
      case 'session-updated':
        if (this.#accepted) this.#tell({ type: 'session_settings' });
        else this.#accept();
        break;
      case 'session-ends':
        this.#renewAt = 0;
        break;
      case 'session-handle':
        this.#shared.handle = event.handle;
        break;
      case 'speech-started':
        this.#utterances.started(event);
        responses.speechStarted(event.itemId !== undefined);
        break;
      case 'speech-stopped':
        this.#utterances.stopped(event);
        responses.speechStopped();
        break;
      case 'audio-committed':
        this.#utterances.committed(event.itemId ?? '');
        break;
      case 'idle-timeout':
        this.#utterances.ignore(event.itemId ?? '');
        responses.speechStopped();
        break;
      case 'input-transcription-delta':
      case 'input-transcription-completed':
      case 'input-transcription-failed':
        this.#utterances.hear(event);
        responses.wordsCame();
        break;
      case 'conversation-item-added':
        this.#acknowledge(event);
        break;
      case 'error':
        this.#fail(event);
        break;
      default:
        if (!responses.hear(event, this.#utterances)) this.#pass(event.raw);
    }
  }

  /** Anything else, and usage, as it came: what an app does with it is its own business. */
  #pass(raw: unknown): void {
    const fields = raw as Record<string, unknown>;
    const type = fields['type'] ?? Object.keys(fields)[0];
    // A type with a point in it is none of EVI's.
    if (typeof type === 'string')
      this.#tell({ ...fields, type: /\./.test(type) ? type : `service.${type}` });
  }

  #setUp(): void {
    const shared = this.#shared;
    const { traits, memory, handle } = shared;
    this.#config = configNow(shared);
    const { instructions = '' } = this.#config;
    const told = handle || traits.items ? '' : memory.summary;
    this.#update({
      ...this.#config,
      ...(instructions + told && { instructions: instructions + told }),
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      inputAudioFormat: { type: 'audio/pcm', rate: traits.inputRate },
      ...(handle && { handle }),
      ...(shared.paused && { createResponse: false }),
    });
    if (!traits.setupFirst) {
      this.#cancelTimer = shared.host.clock.after(settingTime, () => this.#accept());
    }
  }

  #accept(): void {
    if (this.#accepted) return;
    this.#accepted = true;
    this.#cancelTimer();
    this.#watchRenewal();
    const { groupId, traits, memory, handle, greeting, warning } = this.#shared;
    if (traits.items && !handle) {
      for (const item of memory.items) this.#send({ type: 'conversation-item-create', item });
    }
    this.#tell({ type: 'chat_metadata', chat_id: this.#chatId, chat_group_id: groupId });
    if (this.#number === 1 && warning) this.#tell(failure('warning', warning));
    if (this.#number === 1 && greeting) this.#responses.ask(greeting);
    // What was asked before the line broke.
    else if (this.#number > 1 && memory.unanswered) this.#responses.ask();
  }

  #expireAt(date: number): void {
    const left = date - this.#shared.host.clock.date();
    this.#renewAt = date - Math.min(renewal, left * share);
  }

  /** Where nothing comes at that time, nothing else would look at it. */
  #watchRenewal(): void {
    const { clock } = this.#shared.host;
    this.#cancelTimer = clock.after(this.#renewAt - clock.date(), () => this.settle());
  }

  /** @returns the id by which it may be refused */
  #update(config: SessionConfig): string {
    const eventId = this.#nextId();
    this.#send({ type: 'session-update', config, eventId });
    return eventId;
  }

  #change(given: SessionSettings): void {
    const shared = this.#shared;
    const { traits, settings } = shared;
    if (!this.#greeted) {
      // The session says again what holds already; and what was refused besides.
      this.#greeted = true;
      if (!traits.setupFirst) this.#update({});
      return;
    }
    shared.settings = { ...settings, ...given };
    if (given.context?.type !== 'persistent' && given.context?.text)
      this.#context = given.context.text;
    const after = configNow(shared);
    const changed = changes(this.#config, after);
    if (!traits.setupFirst) {
      this.#config = after;
      this.#before.set(this.#update(changed), settings);
    } else if (Object.keys(changed).length > 0) {
      this.#tell(
        failure(
          'unsupported',
          'This service takes settings at the beginning of a connection only: they hold from the next one on.',
        ),
      );
    }
  }

  #pause(paused: boolean): void {
    const shared = this.#shared;
    if (!shared.traits.pauses) {
      this.#tell(failure('unsupported', 'This service has no pause.'));
      return;
    }
    shared.paused = paused;
    this.#update({ createResponse: !paused });
    this.#responses.resume();
  }

  #type(text: string): void {
    const id = this.#nextId();
    const whole = this.#context ? `${text}\n\n${this.#context}` : text;
    this.#context = '';
    this.#responses.silence();
    this.#typed.push({ id, text, whole });
    this.#send({
      type: 'conversation-item-create',
      item: { type: 'text-message', role: 'user', text: whole, id },
      eventId: id,
    });
    if (!this.#shared.traits.echoes)
      void Promise.resolve().then(() => this.#acknowledge({ type: '' }));
    this.#responses.ask();
  }

  /** Something is part of the conversation: the oldest that was typed, or an answer of a function. */
  #acknowledge({ itemId, callId, text }: ServerEvent): void {
    const answer = this.#answers.get(callId ?? '');
    if (answer) {
      this.#answers.delete(callId ?? '');
      this.#tell(answer);
    }
    const index =
      itemId === undefined
        ? 0
        : this.#typed.findIndex(({ id, whole }) => id === itemId || whole === text);
    const [typed] = index < 0 ? [] : this.#typed.splice(index, 1);
    if (!typed) return;
    this.#shared.memory.add({ role: 'user', text: typed.text });
    this.#utterances.typed(typed.text);
    this.#responses.tellExpected();
  }

  /** A call of an earlier line is told again, in the terms of this one, before its answer. */
  #answer(id: string, output: string, message: object): void {
    const { memory, traits } = this.#shared;
    const [line, callId = ''] = id.split(/:(.*)/s);
    const called = memory.find(callId);
    const here = Number(line) === this.#number;
    if (called?.output !== undefined && !here) {
      // It went over a line that broke before anything followed from it: this one was told of it with all that was said.
      void Promise.resolve().then(() => this.#tell(message));
      this.#responses.ask();
      return;
    }
    // Taken back, or answered already.
    if (!called || called.output !== undefined) {
      this.#responses.tellExpected();
      return;
    }
    called.output = output;
    const [call, answer] = itemsOf(called, output);
    for (const item of here || !traits.items ? [answer] : [call, answer]) {
      if (item && (here || traits.items))
        this.#send({ type: 'conversation-item-create', item, eventId: this.#nextId() });
    }
    if (traits.echoes) this.#answers.set(callId, message);
    else void Promise.resolve().then(() => this.#tell(message));
    this.#responses.answered(callId);
  }

  #fail({ message = '', code = '', clientEventId = '', param }: ServerEvent): void {
    const sent = this.#sent.get(clientEventId);
    const before = this.#before.get(clientEventId);
    this.#failure = `${code} ${message}`;
    // Nothing to cancel, or to ask for: what it was about has happened already.
    if (this.#responses.refused(code, clientEventId, sent?.type)) return;
    if (before) {
      // Settings that were refused are as they were.
      this.#shared.settings = before;
      this.#config = configNow(this.#shared);
    }
    if (code !== 'session_expired')
      this.#tell(failure(code || 'service', param ? `${message} (${param})` : message));
    if (sent?.type !== 'session-update' || this.#accepted) return;
    // A conversation with other settings than the app's is none.
    this.close();
    this.onclose?.({ code: 4000, reason: message } as never);
  }

  #send(event: ClientEvent): void {
    if (event.eventId) this.#sent.set(event.eventId, event);
    for (const oldest of this.#sent.keys()) {
      if (this.#sent.size <= 64) break;
      this.#sent.delete(oldest);
    }
    const frame = this.#shared.model.serializeClientEvent(event);
    if (!this.#making && !(frame instanceof Promise)) {
      this.#post(frame);
      return;
    }
    const making: Promise<void> = (this.#making ?? Promise.resolve())
      .then(() => frame)
      .then((made) => {
        this.#post(made);
        if (this.#making === making) this.#making = null;
      });
    this.#making = making;
  }

  #post(frame: unknown): void {
    if (frame != null && this.#socket.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  #end(code: number, reason: string): void {
    this.#cancelTimer();
    this.#responses.close();
    const shared = this.#shared;
    let ending = endingOf(code, `${this.#failure} ${reason}`);
    // A session that is not known any more is begun anew.
    if (!this.#accepted && shared.handle) {
      shared.handle = undefined;
      ending = endingOf(1012, '');
    }
    if (ending.slug) this.#tell(failure(ending.slug, reason || this.#failure));
    this.onclose?.({ code: ending.code, reason } as never);
  }

  #tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) } as never);
  }

  #nextId(): string {
    return `vv_${this.#number}_${(this.#count += 1)}`;
  }
}
