import type { WebSocketLike } from '@vivavoce/core/worker';
import { Additions } from './words/additions.ts';
import type { EventReader, ServerEvent } from './contract.ts';
import { failure } from './evi.ts';
import { Lifetime } from './sessions/lifetime.ts';
import { itemsOf } from './words/memory.ts';
import type { Entry } from './words/memory.ts';
import { Outgoing } from './sessions/outgoing.ts';
import { Responses } from './answers/responses.ts';
import type { Shared } from './shared.ts';
import { Updates } from './sessions/updates.ts';
import type { Used } from './usage.ts';
import { Utterances } from './words/utterances.ts';
import type { Wires } from './wires.ts';

/** ms in which a service that acknowledges settings has done so. Some that speak its language don't. */
const settingTime = 1000;

/** ms that a session lasts which is about to end and does not say when. */
const shortly = 5000;

/** What a connection tells of itself. */
export interface ConnectionHost {
  /** A message of EVI. */
  readonly tell: (message: object) => void;
  readonly expect: (anyway?: boolean) => void;
  readonly onOpen: (event: never) => void;
  readonly onError: (event: never) => void;
  /** It can be told its settings. */
  readonly onReady: () => void;
  /** The service has accepted its settings: it is part of the conversation. */
  readonly onAccepted: () => void;
  /** Something has come, and was dealt with. */
  readonly onChange: () => void;
  /** The service has said when it ends. */
  readonly onEnds: () => void;
  /** @param why what was said just before, and at the end */
  readonly onClose: (code: number, reason: string, why: string) => void;
}

/** One connection to a realtime service. */
export class Connection {
  readonly socket: WebSocketLike;
  readonly utterances: Utterances;
  readonly responses: Responses;
  readonly additions: Additions;
  readonly updates: Updates;
  readonly wires: Wires;
  readonly lifetime: Lifetime = new Lifetime();
  /** Another has taken its place: it is heard to the end of what it had begun. */
  retired = false;
  /** The service has accepted its settings. */
  accepted = false;
  /** What the service calls the session. */
  chatId: string;
  readonly #shared: Shared;
  readonly #host: ConnectionHost;
  readonly #outgoing: Outgoing;
  readonly #read: EventReader;
  /** It has said that it can be told its settings. */
  #ready = false;
  /** The code of an error that came last of all. */
  #failure = '';
  /** What it has come to, of a service that tells totals. */
  #used: Used = {};
  #cancelTimer: () => void = () => undefined;

  constructor(shared: Shared, url: string, protocols: string[] | undefined, host: ConnectionHost) {
    const { model, traits, groupId } = shared;
    const number = (shared.connections += 1);
    let count = 0;
    this.#shared = shared;
    this.#host = host;
    this.chatId = `${groupId} ${number}`;
    this.#read = model.createServerEventParser?.() ?? ((raw) => model.parseServerEvent(raw));
    const socket = (this.socket = shared.host.dial(url, protocols));
    const outgoing = (this.#outgoing = new Outgoing(model, socket, (error) =>
      host.tell(failure('malformed', `The model can't say that: ${String(error)}`)),
    ));
    const wires: Wires = (this.wires = {
      number,
      tell: host.tell,
      send: (event) => outgoing.send(event),
      nextId: () => `vv_${number}_${(count += 1)}`,
      expect: host.expect,
    });
    this.updates = new Updates(shared, wires);
    this.utterances = new Utterances(shared, wires);
    this.responses = new Responses(shared, wires, this.utterances);
    this.additions = new Additions(shared, wires, this.responses, this.utterances);
    socket.binaryType = 'arraybuffer';
    socket.onopen = (event: never) => {
      host.onOpen(event);
      if (traits.setupFirst) host.onReady();
    };
    socket.onmessage = ({ data }: { data: string | ArrayBuffer }) => this.#receive(data);
    socket.onclose = ({ code, reason }: { code: number; reason: string }) => {
      this.#stop();
      host.onClose(code, reason, `${this.#failure} ${reason}`);
    };
    socket.onerror = host.onError;
  }

  setUp(): void {
    this.updates.setUp();
    if (this.#shared.traits.setupFirst || this.#shared.acknowledges) return;
    this.#cancelTimer = this.#shared.host.clock.after(settingTime, () => this.#accept());
  }

  /** A command of the service's own. */
  sendRaw(text: string): void {
    this.#outgoing.sendRaw(JSON.parse(text));
  }

  /** Nothing is on its way from it or to it. */
  get quiet(): boolean {
    const { responses, utterances } = this;
    return this.done && !responses.busy && !utterances.hears;
  }

  /** Nothing that it has begun goes on. */
  get done(): boolean {
    return !this.responses.answering && !this.utterances.open && !this.additions.open;
  }

  /** What was said before, to a service that takes it item by item. */
  remember(entries: readonly Entry[]): void {
    const { traits, handle } = this.#shared;
    if (!traits.items || handle) return;
    for (const item of entries.flatMap(itemsOf))
      this.wires.send({ type: 'conversation-item-create', item });
  }

  /** Hangs up; nothing is told of it. */
  close(): void {
    this.#stop();
    const { socket } = this;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    socket.close(1000);
  }

  /** What it had begun is over, as far as it came. */
  abandon(): void {
    this.utterances.abandon();
    this.responses.abandon();
  }

  #stop(): void {
    this.#cancelTimer();
    this.utterances.stop();
    this.responses.stop();
  }

  #receive(data: string | ArrayBuffer): void {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
    this.#failure = '';
    try {
      const raw: unknown = JSON.parse(text);
      const answer = this.#shared.model.getHealthCheckResponse?.(raw);
      if (answer != null) this.#outgoing.post(answer);
      for (const event of [this.#read(raw)].flat()) {
        if (event.used) this.#count(event.used, event.type === 'usage');
        this.#hear(event);
      }
    } catch (error) {
      // No JSON, no object, or one whose fields are of other types.
      this.#host.tell(
        failure('malformed', `The service sent what can't be read: ${String(error)}`),
      );
    }
    this.responses.proceed();
    this.#host.onChange();
  }

  /** @param total whether it is all that this connection has come to */
  #count(used: Used, total: boolean): void {
    const { usage } = this.#shared;
    if (total) this.#used = usage.add(used, this.#used);
    else usage.add(used);
  }

  #hear(event: ServerEvent): void {
    const { responses, utterances } = this;
    switch (event.type) {
      case 'session-created':
        this.chatId = event.sessionId ?? this.chatId;
        if (event.expiresAt !== undefined) this.#ends(event.expiresAt * 1000 - this.#now, false);
        if (this.#shared.traits.setupFirst) this.#accept();
        else if (!this.#ready) this.#host.onReady();
        this.#ready = true;
        break;
      case 'session-updated':
        this.#shared.acknowledges = true;
        if (this.accepted) this.#host.tell({ type: 'session_settings' });
        else this.#accept();
        break;
      case 'session-ends':
        this.#ends(event.left ?? shortly, true);
        break;
      case 'usage':
        break;
      case 'session-handle':
        // Of another session than the one that goes on.
        if (this.retired) break;
        this.#shared.handle = event.handle;
        this.#shared.memory.mark();
        break;
      case 'speech-started':
        utterances.started(event);
        responses.speechStarted(event.itemId !== undefined);
        break;
      case 'speech-stopped':
        utterances.stopped(event);
        responses.speechStopped();
        break;
      case 'audio-committed':
        utterances.committed(event.itemId ?? '');
        responses.understood();
        break;
      case 'idle-timeout':
        utterances.ignore(event.itemId ?? '');
        responses.speechStopped();
        break;
      case 'input-transcription-delta':
      case 'input-transcription-completed':
      case 'input-transcription-failed':
        utterances.hear(event);
        responses.wordsCame();
        break;
      case 'conversation-item-added':
        this.additions.acknowledge(event);
        break;
      case 'error':
        this.#fail(event);
        break;
      default:
        if (!responses.hear(event)) this.#pass(event.raw);
    }
  }

  /** Anything else, and usage, as it came: what an app does with it is its own business. */
  #pass(raw: unknown): void {
    const fields = raw as Record<string, unknown>;
    const type = fields['type'] ?? Object.keys(fields)[0];
    // A type with a point in it is none of EVI's.
    if (typeof type === 'string')
      this.#host.tell({ ...fields, type: /\./.test(type) ? type : `service.${type}` });
  }

  get #now(): number {
    return this.#shared.host.clock.date();
  }

  #ends(left: number, soon: boolean): void {
    this.lifetime.end(this.#now, left, soon);
    this.#host.onEnds();
  }

  #accept(): void {
    if (this.accepted) return;
    this.accepted = true;
    this.#cancelTimer();
    this.#host.onAccepted();
  }

  #fail({ message = '', code = '', clientEventId = '', param }: ServerEvent): void {
    const sent = this.#outgoing.find(clientEventId);
    this.#failure = `${code} ${message}`;
    // Nothing to cancel, or to ask for: what it was about has happened already.
    if (this.responses.refused(code, clientEventId, sent?.type)) return;
    this.updates.refused(clientEventId);
    this.additions.refused(clientEventId);
    if (code !== 'session_expired')
      this.#host.tell(failure(code || 'service', param ? `${message} (${param})` : message));
    // Before they are accepted nothing else was sent that could be wrong.
    const nameless =
      this.#ready &&
      !this.accepted &&
      clientEventId === '' &&
      (param || /^invalid_(request_error|value|type)$/.test(code));
    if (!nameless && !this.updates.isFirst(clientEventId)) return;
    // A conversation with other settings than the app's is none.
    this.close();
    this.#host.onClose(4000, message, '');
  }
}
