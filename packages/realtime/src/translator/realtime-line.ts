import type { Heard, WebSocketLike } from '@vivavoce/core/worker';
import type { ClientMessage, SessionSettings } from '@vivavoce/evi';
import { Connection } from './connection.ts';
import { endingOf } from './sessions/ending.ts';
import { failure } from './evi.ts';
import type { Entry } from './words/memory.ts';
import type { Shared } from './shared.ts';
import { Speech } from './speech/speech.ts';
import { Succession } from './sessions/succession.ts';

/** ms in which a connection that another has replaced has ended what it had begun. */
const patience = 15_000;

/**
 * A conversation with a realtime service, as a socket that speaks EVI: over one connection after the other, of which the session
 * sees one.
 */
export class RealtimeLine implements WebSocketLike {
  binaryType = 'arraybuffer';
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onerror: WebSocketLike['onerror'] = null;
  readonly #shared: Shared;
  readonly #succession: Succession;
  readonly #speech: Speech;
  #connection: Connection;
  /** The one before, which ends what it had begun; and what of it the model has not been told elsewhere. */
  #retired: Connection | undefined;
  #late: readonly Entry[] = [];
  #cancelPatience: () => void = () => undefined;
  /** What waits for another connection to take over. */
  #held: (() => void)[] | undefined;
  /** The session has said what it begins a line with. */
  #greeted = false;
  #expected = false;
  #closed = false;

  constructor(shared: Shared, url: string, protocols?: string[]) {
    this.#shared = shared;
    this.#speech = new Speech(shared, () => this.#connection);
    this.#connection = this.#dial(url, protocols);
    this.#succession = new Succession(shared, {
      current: () => this.#connection,
      dial: (address, offered) => this.#dial(address, offered),
      hold: () => (this.#held = []),
      release: () => this.#release(),
      takeOver: (next) => this.#takeOver(next),
      lost: () => this.#lose(),
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
    if (this.#held) {
      this.#held.push(() => this.send(text));
      return;
    }
    const message = JSON.parse(text) as ClientMessage;
    const { additions } = this.#connection;
    switch (message.type) {
      case 'audio_input':
        this.#speech.hear(message);
        // Of a machine that slept no timer is on time.
        this.settle();
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
        additions.answer(message.tool_call_id, message.content ?? message.error, message);
        break;
      case 'pause_assistant_message':
      case 'resume_assistant_message':
        this.#pause(message.type === 'pause_assistant_message');
        break;
      default:
        if (this.#shared.say) this.#connection.responses.ask(this.#shared.say(message as never));
        else this.#refuse(message.type);
    }
  }

  /** A command of the service's own. */
  sendRaw(text: string): void {
    if (this.#held) this.#held.push(() => this.sendRaw(text));
    else this.#connection.sendRaw(text);
  }

  /** Hangs up. */
  close(): void {
    this.#stop();
    this.#connection.close();
  }

  noticeUser(speaking: boolean): void {
    this.#connection.utterances.notice(speaking);
  }

  noticeInterruption(local: boolean, messageId: string | null): void {
    for (const { responses } of this.#all) responses.interrupted(local, messageId);
  }

  noticeHeard(messageId: string, heard: Heard): void {
    for (const { responses } of this.#all) responses.heard(messageId, heard);
  }

  /** Something may be over that another connection has waited for. */
  settle(): void {
    if (this.#retired?.done) this.#bury();
    if (!this.#closed) this.#succession.settle();
  }

  /** An address for another connection, which was asked for. */
  offer(url: string | undefined, protocols: string[] | undefined): void {
    if (!this.#closed) this.#succession.offer(url, protocols);
  }

  /** Those that are part of the conversation. */
  get #all(): Connection[] {
    return this.#retired ? [this.#retired, this.#connection] : [this.#connection];
  }

  #dial(url: string, protocols?: string[]): Connection {
    const connection: Connection = new Connection(this.#shared, url, protocols, {
      tell: (message) => this.#waits(connection) || this.#tell(message),
      expect: (anyway) => this.#expect(anyway),
      onOpen: (event) => this.#waits(connection) || this.onopen?.(event),
      onError: (event) => this.#waits(connection) || this.onerror?.(event),
      onReady: () => {
        if (this.#waits(connection)) this.#succession.ready();
        else connection.setUp();
      },
      onAccepted: () => {
        if (this.#waits(connection)) this.#succession.accepted();
        else this.#begin();
      },
      onChange: () => this.settle(),
      onEnds: () => this.#waits(connection) || this.#succession.watch(),
      onClose: (code, reason, why) => {
        if (this.#waits(connection)) this.#succession.fail();
        else if (connection === this.#retired) this.#bury();
        else this.#end(code, reason, why);
      },
    });
    return connection;
  }

  /** Whether that one is no part of the conversation yet: nobody hears of it. */
  #waits(connection: Connection): boolean {
    return this.#succession.has(connection);
  }

  #begin(): void {
    const { memory, greeting, warning } = this.#shared;
    const { wires, responses } = this.#connection;
    this.#succession.watch();
    for (const entry of memory.entries) if ('role' in entry) entry.open = false;
    this.#connection.remember(memory.entries);
    this.#name();
    if (wires.number === 1 && warning) this.#tell(failure('warning', warning));
    if (wires.number === 1 && greeting) responses.ask(greeting);
    // What was asked before the line broke.
    else if (wires.number > 1 && memory.unanswered) responses.ask();
  }

  /** Says which session serves, as the service knows it. */
  #name(): void {
    const { chatId } = this.#connection;
    this.#tell({
      type: 'chat_metadata',
      chat_id: chatId,
      chat_group_id: this.#shared.groupId,
    });
  }

  #takeOver(next: Connection): void {
    const before = this.#connection;
    const { entries } = this.#shared.memory;
    const isOpen = (entry: Entry): boolean => 'role' in entry && entry.open === true;
    // Whoever speaks is heard from the beginning on, by this one alone.
    const { pieces, duration } = this.#speech.unfinished;
    const asks = before.responses.passOn();
    if (this.#retired) this.#bury();
    next.utterances.follow(before.utterances, duration);
    next.remember(entries.filter((entry) => !isOpen(entry)));
    this.#connection = next;
    this.#retired = before;
    before.retired = true;
    this.#late = entries.filter(isOpen);
    this.#cancelPatience = this.#shared.host.clock.after(patience, () => this.#bury());
    this.#name();
    this.#speech.repeat(pieces);
    this.#release();
    if (asks) next.responses.ask();
    this.settle();
  }

  /** The connection of before is done. */
  #bury(): void {
    const retired = this.#retired;
    this.#cancelPatience();
    this.#retired = undefined;
    retired?.close();
    retired?.abandon();
    this.#connection.remember(this.#late);
    this.#late = [];
    this.#expect(true);
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const again of held) again();
  }

  #change(given: SessionSettings): void {
    const { updates } = this.#connection;
    // The session says again what holds already; and what was refused besides.
    if (this.#greeted) updates.change(given);
    else updates.ask();
    this.#greeted = true;
  }

  #refuse(what: string): void {
    this.#tell(failure('unsupported', `This service has no ${what}.`));
  }

  #pause(paused: boolean): void {
    const shared = this.#shared;
    if (!shared.traits.pauses) {
      this.#refuse('pause');
      return;
    }
    shared.paused = paused;
    this.#connection.updates.pause();
    this.#connection.responses.resume();
  }

  #end(code: number, reason: string, why: string): void {
    this.#stop();
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

  /** The session is over, and nobody has said so. */
  #lose(): void {
    this.#connection.close();
    this.#end(1012, 'The session is over.', '');
  }

  #stop(): void {
    this.#closed = true;
    this.#cancelPatience();
    this.#succession.close();
    this.#retired?.close();
  }

  /** Says whether the user waits: a message of the session's may have made it think otherwise. */
  #expect(anyway = false): void {
    const expects = this.#all.some(({ responses }) => responses.expects);
    if (this.#closed || (!anyway && expects === this.#expected)) return;
    this.#expected = expects;
    this.#shared.host.expect(expects);
  }

  #tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) } as never);
  }
}
