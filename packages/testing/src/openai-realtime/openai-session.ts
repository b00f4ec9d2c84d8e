import type {
  ConversationItem,
  RealtimeClientEvent,
  RealtimeSessionCreateRequest,
} from 'openai/resources/realtime/realtime';
import { Inbox } from '../inbox.ts';
import { ScriptedSession } from '../line/scripted-session.ts';
import type { ScriptClock, ServiceLine } from '../line/service-line.ts';
import { bytesOfBase64 } from '../line/voice-activity.ts';
import type { Activity } from '../line/voice-activity.ts';
import { InputBuffer } from './input-buffer.ts';
import { Conversation, withoutWords } from './items.ts';
import { ScriptedResponse } from './response.ts';
import type { Happening, PlacedItem } from './response.ts';
import type { AnswerRequest, RealtimeFrame, SessionScript } from './script.ts';
import { firstSettings, invalid, isObject, updatedSettings } from './settings.ts';
import type { Refusal } from './settings.ts';

/** ms that a commit must have. */
const leastCommit = 100;

type EventOf<Type extends RealtimeClientEvent['type']> = Extract<
  RealtimeClientEvent,
  { type: Type }
>;

/** One connection to a scripted OpenAI Realtime. It hears, answers and refuses by itself; a script may do the rest. */
export class OpenAISession extends ScriptedSession {
  readonly id: string;
  /** The secret that it came with. */
  readonly secret: string | undefined;
  /** Every frame of the client so far, sound too. */
  readonly received: RealtimeFrame[] = [];
  /** Every frame that was sent. */
  readonly sent: RealtimeFrame[] = [];
  /** What was refused: the `error` of each event of that name. */
  readonly refusals: Readonly<Record<string, unknown>>[] = [];
  readonly #clock: ScriptClock;
  readonly #script: SessionScript;
  readonly #inbox: Inbox<RealtimeFrame>;
  readonly #conversation = new Conversation();
  readonly #buffer = new InputBuffer();
  readonly #timers = new Set<() => void>();
  #settings: RealtimeSessionCreateRequest;
  #active: ScriptedResponse | null = null;
  readonly #aside = new Set<ScriptedResponse>();
  /** The item that an utterance will be. */
  #hearing: string | undefined;
  #cancelIdle: (() => void) | undefined;
  #turn = 0;
  #utterances = 0;
  #count = 0;
  #spoken = false;

  constructor(
    line: ServiceLine,
    {
      id,
      secret,
      begins,
      script,
      clock,
      patience,
    }: {
      id: string;
      secret: string | undefined;
      /** The settings that its secret was made with. Not by the client's own type, which would be published with all it leans on. */
      begins: object | undefined;
      script: SessionScript;
      clock: ScriptClock;
      patience: number;
    },
  ) {
    super(line);
    this.id = id;
    this.secret = secret;
    this.#clock = clock;
    this.#script = script;
    this.#inbox = new Inbox('an event of the client', patience);
    const model = line.url.searchParams.get('model') ?? 'gpt-realtime';
    const settings = begins as RealtimeSessionCreateRequest | undefined;
    this.#settings = { ...(settings ?? firstSettings(model)), model };
    this.#buffer.detect(this.#settings.audio?.input?.turn_detection);
    line.onFrame((frame) => this.#read(frame));
    this.#send({ type: 'session.created', session: this.#described() });
  }

  /** Whether a response runs. */
  get answering(): boolean {
    return this.#active !== null;
  }

  /** What the model has in mind, in order. */
  get items(): readonly RealtimeFrame[] {
    return this.#conversation.placed.map(({ item }) => item as unknown as RealtimeFrame);
  }

  /** The settings at this moment. */
  get settings(): Readonly<Record<string, unknown>> {
    return this.#settings as unknown as Readonly<Record<string, unknown>>;
  }

  /** The client's next event of that type. Rejects when none comes in time. */
  next(type: string): Promise<RealtimeFrame> {
    return this.#inbox.next((frame) => frame.type === type, `a ${type} event of the client`);
  }

  /** Any event at all, with an id of its own where it has none. */
  send(frame: RealtimeFrame): void {
    if (this.over || this.#script.omit.includes(frame.type)) return;
    const whole = { event_id: this.#nextId('event'), ...frame };
    this.sent.push(whole);
    this.line.send(JSON.stringify(whole));
  }

  /** Any frame at all, malformed ones and bytes too. */
  sendRaw(frame: string | Uint8Array): void {
    this.line.send(frame);
  }

  /** An `error` event; the session goes on. */
  fail(code: string, message: string, type = 'server_error'): void {
    this.#send({ type: 'error', error: { type, code, message, param: null, event_id: null } });
  }

  /** The session has lasted as long as it may. */
  expire(): void {
    const message = 'Your session hit the maximum duration of 60 minutes.';
    this.fail('session_expired', message, 'invalid_request_error');
    this.close(1001, message);
  }

  protected override stop(): void {
    this.#active?.stop();
    for (const response of this.#aside) response.stop();
    for (const undo of this.#timers) undo();
    this.#cancelIdle?.();
  }

  #read(frame: string | Uint8Array): void {
    if (this.over) return;
    let event: unknown;
    try {
      event = JSON.parse(typeof frame === 'string' ? frame : new TextDecoder().decode(frame));
    } catch {
      event = undefined;
    }
    if (!isObject(event) || typeof event['type'] !== 'string') {
      this.#refuse({ code: 'invalid_json', message: 'We could not parse the JSON of that event.' });
      return;
    }
    this.received.push(event as RealtimeFrame);
    this.#inbox.add(event as RealtimeFrame);
    this.#obey(event as unknown as RealtimeClientEvent);
  }

  #obey(event: RealtimeClientEvent): void {
    switch (event.type) {
      case 'session.update':
        this.#update(event);
        break;
      case 'input_audio_buffer.append':
        this.#hear(event);
        break;
      case 'input_audio_buffer.commit':
        this.#commitByHand(event);
        break;
      case 'input_audio_buffer.clear':
        this.#buffer.clear();
        this.#hearing = undefined;
        this.#send({ type: 'input_audio_buffer.cleared' });
        break;
      case 'conversation.item.create':
        this.#create(event);
        break;
      case 'conversation.item.truncate':
        this.#truncate(event);
        break;
      case 'conversation.item.delete':
        this.#withItem(event, () => {
          this.#conversation.remove(event.item_id);
          this.#send({ type: 'conversation.item.deleted', item_id: event.item_id });
        });
        break;
      case 'conversation.item.retrieve':
        this.#withItem(event, ({ item }) =>
          this.#send({ type: 'conversation.item.retrieved', item }),
        );
        break;
      case 'response.create':
        this.#createResponse(event);
        break;
      case 'response.cancel':
        this.#cancel(event);
        break;
      default: {
        const { type, event_id } = event as { type: string; event_id?: string };
        this.#refuse(invalid('type', type, 'those of the Realtime API over WebSocket'), event_id);
      }
    }
  }

  #update({ session, event_id }: EventOf<'session.update'>): void {
    const after = updatedSettings(this.#settings, session, this.#spoken);
    if ('code' in after) {
      this.#refuse(after, event_id);
      return;
    }
    this.#settings = after;
    this.#buffer.detect(after.audio?.input?.turn_detection);
    this.#send({ type: 'session.updated', session: this.#described() });
  }

  #hear({ audio, event_id }: EventOf<'input_audio_buffer.append'>): void {
    const bytes = typeof audio === 'string' ? bytesOfBase64(audio) : undefined;
    if (!bytes) {
      const message =
        "Invalid 'audio'. Expected base64-encoded audio bytes but got an invalid value.";
      this.#refuse({ code: 'invalid_value', message, param: 'audio' }, event_id);
      return;
    }
    for (const activity of this.#buffer.append(bytes)) this.#notice(activity);
  }

  #notice({ type, at }: Activity): void {
    const detection = this.#settings.audio?.input?.turn_detection;
    this.#cancelIdle?.();
    if (type === 'started') {
      this.#hearing = this.#nextId('item');
      this.#send({
        type: 'input_audio_buffer.speech_started',
        audio_start_ms: at,
        item_id: this.#hearing,
      });
      if (detection?.interrupt_response !== false) this.#active?.cancel('turn_detected');
    } else if (this.#hearing !== undefined) {
      const item = this.#hearing;
      this.#send({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: at, item_id: item });
      this.#commit(item);
      if (detection?.create_response !== false) this.#answer(undefined);
    }
  }

  #commitByHand({ event_id }: EventOf<'input_audio_buffer.commit'>): void {
    const { duration } = this.#buffer;
    if (duration < leastCommit) {
      const message = `Error committing input audio buffer: buffer too small. Expected at least ${leastCommit}ms of audio, but buffer only has ${duration.toFixed(2)}ms of audio.`;
      this.#refuse({ code: 'input_audio_buffer_commit_empty', message }, event_id);
      return;
    }
    this.#commit(this.#hearing ?? this.#nextId('item'));
  }

  #commit(id: string): void {
    this.#hearing = undefined;
    this.#buffer.clear();
    const item: ConversationItem = {
      id,
      type: 'message',
      role: 'user',
      status: 'completed',
      content: [{ type: 'input_audio' }],
    };
    const previous = this.#conversation.place({ id, item, duration: 0, audible: false });
    this.#send({ type: 'input_audio_buffer.committed', item_id: id, previous_item_id: previous });
    this.#added(item, previous);
    if (this.#settings.audio?.input?.transcription) this.#transcribe(id);
  }

  #transcribe(id: string): void {
    this.#utterances += 1;
    const { transcript = `Words ${this.#utterances}.` } = this.#script.onSpeech(this.#utterances);
    const at = { item_id: id, content_index: 0 };
    this.#later(this.#script.transcriptDelay, () => {
      if (transcript === null) {
        const error = {
          type: 'transcription_error',
          code: 'audio_unintelligible',
          message: 'The audio could not be transcribed.',
        };
        this.#send({ type: 'conversation.item.input_audio_transcription.failed', ...at, error });
        return;
      }
      for (const delta of transcript.match(/\s*\S+/g) ?? []) {
        this.#send({ type: 'conversation.item.input_audio_transcription.delta', ...at, delta });
      }
      this.#send({
        type: 'conversation.item.input_audio_transcription.completed',
        ...at,
        transcript,
        usage: { type: 'duration', seconds: 1 },
      });
    });
  }

  #create({ item, previous_item_id, event_id }: EventOf<'conversation.item.create'>): void {
    const refusal = this.#conversation.refuses(item, previous_item_id);
    if (refusal) {
      this.#refuse(refusal, event_id);
      return;
    }
    const id = (item as { id?: string }).id ?? this.#nextId('item');
    const whole = { status: 'completed', ...item, id } as ConversationItem;
    const placed = { id, item: whole, duration: 0, audible: false };
    this.#added(whole, this.#conversation.place(placed, previous_item_id));
  }

  #added(item: ConversationItem, previous: string | null): void {
    this.#send({ type: 'conversation.item.added', item, previous_item_id: previous });
    this.#send({ type: 'conversation.item.done', item, previous_item_id: previous });
  }

  #truncate(event: EventOf<'conversation.item.truncate'>): void {
    const { item_id, content_index, audio_end_ms, event_id } = event;
    const refusal = this.#conversation.refusesCut(item_id, content_index, audio_end_ms);
    const placed = this.#conversation.find(item_id);
    if (refusal || !placed) {
      this.#refuse(refusal ?? invalid('item_id', item_id, 'known items'), event_id);
      return;
    }
    placed.duration = audio_end_ms;
    placed.item = withoutWords(placed.item);
    this.#send({ type: 'conversation.item.truncated', item_id, content_index, audio_end_ms });
  }

  #withItem(
    { item_id, event_id }: { item_id: string; event_id?: string },
    then: (placed: PlacedItem) => void,
  ): void {
    const placed = this.#conversation.find(item_id);
    if (placed) then(placed);
    else {
      const message = `The item with id '${item_id}' does not exist.`;
      this.#refuse({ code: 'item_not_found', message, param: 'item_id' }, event_id);
    }
  }

  #createResponse({ response, event_id }: EventOf<'response.create'>): void {
    const unknown = Object.keys(response ?? {}).find((name) => !responseParameters.includes(name));
    if (unknown !== undefined) {
      const param = `response.${unknown}`;
      this.#refuse(
        { code: 'unknown_parameter', message: `Unknown parameter: '${param}'.`, param },
        event_id,
      );
      return;
    }
    const aside = response?.conversation === 'none';
    if (this.#active && !aside) {
      const message = `Conversation already has an active response in progress: ${this.#active.id}. Wait until the response is finished before creating a new one.`;
      this.#refuse({ code: 'conversation_already_has_active_response', message }, event_id);
      return;
    }
    this.#answer(response as Record<string, unknown> | undefined, aside);
  }

  #cancel({ response_id, event_id }: EventOf<'response.cancel'>): void {
    if (this.#active && (response_id === undefined || response_id === this.#active.id)) {
      this.#active.cancel('client_cancelled');
      return;
    }
    const message = 'Cancellation failed: no active response found';
    this.#refuse({ code: 'response_cancel_not_active', message }, event_id);
  }

  #answer(asked: AnswerRequest['asked'], aside = false): void {
    if (this.#active && !aside) return;
    this.#cancelIdle?.();
    const modalities = asked?.['output_modalities'] ?? this.#settings.output_modalities;
    const spoken = !JSON.stringify(modalities ?? ['audio']).includes('text');
    this.#spoken ||= spoken;
    const { pace, pieceDuration } = this.#script;
    const turn = (this.#turn += 1);
    const response = new ScriptedResponse(
      {
        clock: this.#clock,
        pace,
        pieceDuration,
        spoken,
        nextId: (kind) => this.#nextId(kind),
        send: (event) => this.#send(event),
        place: (item) => (aside ? null : this.#conversation.place(item)),
        onEnd: () => {
          if (this.#active === response) this.#active = null;
          this.#aside.delete(response);
          this.#watchIdle();
        },
      },
      this.#script.onAnswer({ turn, items: this.items, asked, session: this.settings }),
    );
    if (aside) this.#aside.add(response);
    else this.#active = response;
    response.start();
  }

  /** Speaks by itself where the user says nothing. */
  #watchIdle(): void {
    const detection = this.#settings.audio?.input?.turn_detection;
    const idle = detection?.type === 'server_vad' ? detection.idle_timeout_ms : undefined;
    if (!idle || this.over) return;
    this.#cancelIdle = this.#clock.after(idle, () => {
      const item_id = this.#nextId('item');
      const end = this.#buffer.position;
      const from = Math.max(0, end - idle);
      this.#send({
        type: 'input_audio_buffer.timeout_triggered',
        item_id,
        audio_start_ms: from,
        audio_end_ms: end,
      });
      this.#commit(item_id);
      this.#answer(undefined);
    });
  }

  #later(delay: number, task: () => void): void {
    const undo = this.#clock.after(delay, () => {
      this.#timers.delete(undo);
      task();
    });
    this.#timers.add(undo);
  }

  #described(): RealtimeSessionCreateRequest {
    const date = this.#clock.date?.() ?? Date.now();
    const expires_at = Math.floor(date / 1000) + this.#script.lifetime;
    return Object.assign({ object: 'realtime.session', id: this.id, expires_at }, this.#settings);
  }

  #refuse({ code, message, param = undefined }: Refusal, event_id?: string): void {
    const error = {
      type: 'invalid_request_error',
      code,
      message,
      param: param ?? null,
      event_id: event_id ?? null,
    };
    this.refusals.push(error);
    this.#send({ type: 'error', error });
  }

  /** What is sent is of the types that the service's own client has for it. */
  #send(event: Happening): void {
    this.send({ ...event });
  }

  #nextId(kind: string): string {
    this.#count += 1;
    return `${kind}_${this.id.slice(5)}x${this.#count}`;
  }
}

const responseParameters: readonly string[] = [
  'audio',
  'conversation',
  'input',
  'instructions',
  'max_output_tokens',
  'metadata',
  'output_modalities',
  'parallel_tool_calls',
  'prompt',
  'reasoning',
  'tool_choice',
  'tools',
];
