import type { Heard, WebSocketLike } from '@vivavoce/core/worker';
import type { ClientMessage, SessionSettings } from '@vivavoce/evi';
import { Connection } from './connection.ts';
import { endingOf } from './ending.ts';
import { bytesOf, failure } from './evi.ts';
import type { Shared } from './shared.ts';

/** ms before the end of a session from which on another is taken when nobody speaks; and which share of its time, at most. */
const renewal = 60_000;
const share = 0.1;

/** A conversation with a realtime service, as a socket that speaks EVI. */
export class RealtimeLine implements WebSocketLike {
  binaryType = 'arraybuffer';
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onerror: WebSocketLike['onerror'] = null;
  readonly #shared: Shared;
  readonly #connection: Connection;
  /** The session has said what it begins a line with. */
  #greeted = false;
  #expected = false;
  #closed = false;
  /** When the session is to be replaced as soon as nobody speaks, in ms since the epoch. */
  #renewAt = Infinity;
  #cancelTimer: () => void = () => undefined;

  constructor(shared: Shared, url: string, protocols?: string[]) {
    this.#shared = shared;
    this.#connection = new Connection(shared, url, protocols, {
      tell: (message) => this.#tell(message),
      pass: (text) => this.onmessage?.({ data: text } as never),
      expect: (anyway) => this.#expect(anyway),
      onOpen: (event) => this.onopen?.(event),
      onError: (event) => this.onerror?.(event),
      onAccepted: () => this.#begin(),
      onChange: () => this.settle(),
      onEnds: (date) => this.#endsAt(date),
      onClose: (code, reason, why) => this.#end(code, reason, why),
    });
  }

  get url(): string {
    return this.#connection.socket.url ?? '';
  }

  get bufferedAmount(): number {
    return this.#connection.socket.bufferedAmount;
  }

  get readyState(): number {
    return this.#connection.socket.readyState;
  }

  /** A message of EVI, from the session. */
  send(text: string): void {
    const message = JSON.parse(text) as ClientMessage;
    const { additions, utterances, wires } = this.#connection;
    switch (message.type) {
      case 'audio_input':
        utterances.sent(bytesOf(message.data));
        wires.send({ type: 'input-audio-append', audio: message.data });
        break;
      case 'session_settings':
        this.#change(message);
        break;
      case 'user_input':
        additions.type(message.text);
        break;
      case 'tool_response':
        additions.answer(message.tool_call_id, message.content, message);
        break;
      case 'tool_error':
        additions.answer(message.tool_call_id, message.content ?? 'The function failed.', message);
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
    this.#closed = true;
    this.#cancelTimer();
    this.#connection.close();
  }

  noticeUser(speaking: boolean): void {
    this.#connection.utterances.notice(speaking);
  }

  noticeInterruption(local: boolean, messageId: string | null): void {
    this.#connection.responses.interrupted(local, messageId);
  }

  noticeHeard(messageId: string, heard: Heard): void {
    this.#connection.responses.heard(messageId, heard);
  }

  /** Takes another line where this one ends soon and nobody speaks. */
  settle(): void {
    const { host, sounding, speaking } = this.#shared;
    const { accepted, responses } = this.#connection;
    if (host.clock.date() < this.#renewAt || !accepted) return;
    if (sounding || speaking || responses.busy) return;
    this.#renewAt = Infinity;
    this.close();
    this.onclose?.({ code: 1012, reason: 'another session takes over' } as never);
  }

  #begin(): void {
    const { groupId, memory, greeting, warning, host } = this.#shared;
    const { wires, chatId, responses } = this.#connection;
    // Where nothing comes at that time, nothing else would look at it.
    this.#cancelTimer = host.clock.after(this.#renewAt - host.clock.date(), () => this.settle());
    this.#connection.remember();
    this.#tell({ type: 'chat_metadata', chat_id: chatId, chat_group_id: groupId });
    if (wires.number === 1 && warning) this.#tell(failure('warning', warning));
    if (wires.number === 1 && greeting) responses.ask(greeting);
    // What was asked before the line broke.
    else if (wires.number > 1 && memory.unanswered) responses.ask();
  }

  #endsAt(date: number | undefined): void {
    const left = (date ?? 0) - this.#shared.host.clock.date();
    this.#renewAt = date === undefined ? 0 : date - Math.min(renewal, left * share);
  }

  #change(given: SessionSettings): void {
    const { updates } = this.#connection;
    // The session says again what holds already; and what was refused besides.
    if (this.#greeted) updates.change(given);
    else updates.ask();
    this.#greeted = true;
  }

  #pause(paused: boolean): void {
    const shared = this.#shared;
    if (!shared.traits.pauses) {
      this.#tell(failure('unsupported', 'This service has no pause.'));
      return;
    }
    shared.paused = paused;
    this.#connection.updates.pause();
    this.#connection.responses.resume();
  }

  #end(code: number, reason: string, why: string): void {
    this.#closed = true;
    this.#cancelTimer();
    const shared = this.#shared;
    let ending = endingOf(code, why);
    // A session that is not known any more is begun anew.
    if (!this.#connection.accepted && shared.handle) {
      shared.handle = undefined;
      ending = endingOf(1012, '');
    }
    if (ending.slug) this.#tell(failure(ending.slug, why.trim()));
    this.onclose?.({ code: ending.code, reason } as never);
  }

  /** Says whether the user waits: a message of the session's may have made it think otherwise. */
  #expect(anyway = false): void {
    const { expects } = this.#connection.responses;
    if (this.#closed || (!anyway && expects === this.#expected)) return;
    this.#expected = expects;
    this.#shared.host.expect(expects);
  }

  #tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) } as never);
  }
}
