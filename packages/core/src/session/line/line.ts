import { encodeMessage } from '@vivavoce/evi';
import type { ClientMessage, ServerMessage, SessionSettings } from '@vivavoce/evi';
import type { Clock } from '../../base/clock.ts';
import type { Undo } from '../../base/emitter.ts';
import { Socket } from '../../transport/socket.ts';
import type { DialSocket, SocketEnd } from '../../transport/socket.ts';
import { watchLiveness } from './liveness.ts';
import type { OpenCommand } from '../messages.ts';
import type { SessionMetrics } from '../metrics.ts';
import { Outbox } from './outbox.ts';
import { Uplink } from './uplink.ts';

/** ms after which it is tried again to send what waits. */
const pumpInterval = 40;

/** ms in which a server that answers settings has answered them. */
const echoTime = 2000;

/** Questions in a call: a server may keep each as an event of the Chat. */
const questions = 5;

/** ms between the first two of them. Each later pause is four times as long, so that they last for half an hour of silence. */
const firstPause = 12_000;

/** Settings that last, and that somebody else may change. Neither sound nor secrets. */
const shared =
  /^(builtin_tools|context|custom_session_id|metadata|system_prompt|tools|variables|voice_id)$/;

/** Told to the server where a line is given up that only seems to be open. */
const deadLine = 4000;

/**
 * The line of one conversation through all its sockets: one after the other, each used once. What goes up goes through
 * here, and what can't go up waits here.
 */
export class Line {
  readonly #dial: DialSocket;
  readonly #clock: Clock;
  readonly #onMessage: (data: string | ArrayBuffer) => void;
  readonly #onDown: (end: SocketEnd, fell: boolean) => void;
  readonly #outbox: Outbox;
  readonly uplink: Uplink = new Uplink();
  /** Whether a server that can is asked to say what was nothing that interrupts (`dismissed`). */
  ducks = false;
  /** The server takes what was heard of a message (`heard`), which is none of EVI's. */
  takesHeard = false;
  /** What the server is told first on every line. Kept up to date by the settings sent later. */
  settings: SessionSettings | null = null;
  /** The attempt that waits. */
  #next: OpenCommand | null = null;
  #socket: Socket | null = null;
  #up = false;
  /** What waits may go up. */
  #flows = false;
  #paused = false;
  /** Messages that had come when an answer became due; undefined while none is. */
  #dueSince: number | undefined;
  #echoes = false;
  /** It has done so on this line. */
  #answers = false;
  #questions = 0;
  /** When the next question may be asked. */
  #askAt = 0;
  /** Settings of this line that are not answered yet. */
  #sent: SessionSettings[] = [];
  /** What an attempt waits for: its time, then the greeting; later on, what watches the line. */
  #cancelWatch: Undo | null = null;
  #cancelPump: Undo | null = null;

  /** @param onDown told that the line is down, and whether it had been up. `open` brings another socket */
  constructor(
    dial: DialSocket,
    clock: Clock,
    onMessage: (data: string | ArrayBuffer) => void,
    onDown: (end: SocketEnd, fell: boolean) => void,
  ) {
    this.#dial = dial;
    this.#clock = clock;
    this.#onMessage = onMessage;
    this.#onDown = onDown;
    this.#outbox = new Outbox(clock);
  }

  /** See `SessionMetrics.uplink`. */
  get metrics(): SessionMetrics['uplink'] {
    const { sent, waiting, dropped } = this.uplink;
    return { sent, waiting, dropped, delay: this.uplink.delay(this.#bufferedAmount) };
  }

  /** Whether the server has said which Chat it is. */
  get up(): boolean {
    return this.#up;
  }

  /** Whether the assistant was asked to pause. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Messages that wait. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  /** One attempt, after its delay or at `retryNow`. */
  open(attempt: OpenCommand): void {
    this.#next = attempt;
    if (attempt.delay === 0) this.retryNow();
    else this.#cancelWatch = this.#clock.after(attempt.delay, () => this.retryNow());
  }

  /** Makes the attempt that waits, where one does. */
  retryNow(): void {
    if (!this.#next) return;
    const { url, protocols, timeout } = this.#next;
    this.#drop();
    this.#socket = new Socket(this.#dial, this.#onMessage, this.#down);
    this.#cancelWatch = this.#clock.after(timeout, () =>
      this.#giveUp('connection-timeout', `The server said nothing for ${timeout} ms.`),
    );
    this.#socket.open(url, protocols);
  }

  /**
   * The server has said which Chat it is: settings first, then what waited, speech before the rest.
   *
   * @returns false where it had said so before
   */
  greeted(): boolean {
    const socket = this.#socket;
    if (this.#up || !this.settings || !socket) return false;
    this.#cancelWatch?.();
    socket.send(encodeMessage(this.settings));
    this.#sent = [this.settings];
    this.#answers = false;
    this.settings = lasting(this.settings);
    if (this.#paused) socket.send(encodeMessage({ type: 'pause_assistant_message' }));
    this.#up = true;
    this.#dueSince = undefined;
    this.#cancelWatch = watchLiveness(this.#clock, {
      sample: () => {
        const { accepted, bufferedAmount: buffered, received } = socket;
        return { accepted, buffered, received, due: this.#dueSince === received };
      },
      ask: () => {
        const now = this.#clock.now();
        if (!this.#answers || this.#questions === questions || now < this.#askAt) return;
        if (!socket.send('{"type":"session_settings"}')) return;
        this.#dueSince = socket.received;
        this.#askAt = now + firstPause * 4 ** this.#questions;
        this.#questions += 1;
      },
      onDead: () => this.#giveUp('connection-lost', 'Nothing moves on the line.'),
    });
    // What was understood already is said again by the server before it answers the settings.
    if (this.#echoes && this.uplink.mayRepeat) {
      this.#cancelPump = this.#clock.after(echoTime, () => this.#flow());
    } else this.#flow();
    return true;
  }

  /** Sends a message as soon as the line takes it. False when too much waits already. */
  send(message: ClientMessage): boolean {
    const taken = this.#outbox.put(message);
    if (message.type === 'pause_assistant_message') this.#paused = taken;
    if (message.type === 'resume_assistant_message') this.#paused = false;
    this.pump();
    return taken;
  }

  /** Sends a frame as it stands, or never. */
  sendRaw(text: string): boolean {
    return this.#up && this.#socket?.sendRaw(text) === true;
  }

  /** Sends what waits for as long as the socket takes it: speech of before a reconnect, then messages. */
  pump(): void {
    const { uplink } = this;
    // Nothing before the settings: the server can't read speech whose format it does not know.
    while (this.#flows) {
      const text = uplink.next(this.#bufferedAmount);
      if (text === undefined || !this.#socket?.send(text)) break;
      uplink.shift();
    }
    uplink.trim();
    if (!this.#flows) return;
    if (!uplink.hasBacklog) this.#outbox.flush((message) => this.#post(message));
    if (this.#cancelPump || (uplink.waiting === 0 && this.#outbox.waiting === 0)) return;
    this.#cancelPump = this.#clock.after(pumpInterval, () => {
      this.#cancelPump = null;
      this.pump();
    });
  }

  /** Learns from a message of the server what has reached it. @returns whether it was an answer that was due. */
  hear(message: ServerMessage): boolean {
    if (message.type === 'user_message' && !message.from_text && !message.interim) {
      this.uplink.acknowledge(message.time.end);
    }
    return this.#outbox.hear(message);
  }

  /**
   * Settings of the server. Where they answer those that opened this line, it can be asked whether it is there, by settings that change
   * nothing: others may come from somebody else, and prove nothing. The first answer on each line names what it can tell beside EVI's
   * messages.
   *
   * @returns what somebody else has set; null where they are ours
   */
  echoed(message: Readonly<Record<string, unknown>>): SessionSettings | null {
    const { extensions, audio } = message;
    if (audio) this.#echoes = this.#answers = true;
    const asked = this.settings && 'extensions' in this.settings;
    const has = [extensions].flat();
    this.takesHeard ||= has.includes('heard');
    if (this.ducks && !asked && has.includes('dismissed')) {
      // From now on the first settings on each line ask for it.
      this.#post({ type: 'session_settings', extensions: ['dismissed'] } as ClientMessage);
    }
    if (audio) this.#flow();
    const theirs = (ours: SessionSettings | null): [string, unknown][] =>
      Object.entries(message).filter(
        ([name, value]) =>
          shared.test(name) && text(value) !== text(ours?.[name as keyof SessionSettings]),
      );
    const own = this.#sent.findIndex((each) => theirs(each).length === 0);
    this.#sent.splice(0, own + 1);
    const set = own < 0 ? theirs(this.settings) : [];
    if (set.length === 0) return null;
    const changed = { type: 'session_settings', ...Object.fromEntries(set) } as SessionSettings;
    this.settings = { ...this.settings, ...lasting(changed) };
    return changed;
  }

  /** Hangs up and lets go of every timer. Nothing is told after it. */
  close(): void {
    this.#drop(1000);
  }

  /** Bytes given to the socket that have not left the machine. */
  get #bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  #flow(): void {
    if (!this.#up || this.#flows) return;
    this.#cancelPump?.();
    this.#cancelPump = null;
    this.#flows = true;
    this.uplink.resumed();
    this.pump();
  }

  #post(message: ClientMessage): boolean {
    const socket = this.#socket;
    if (!socket?.send(encodeMessage(message))) return false;
    const { type } = message;
    if (type === 'session_settings') {
      this.#sent.push(message);
      this.settings = { ...this.settings, ...lasting(message) };
    }
    if (type === 'user_input') this.#dueSince = socket.received;
    return true;
  }

  #giveUp(reason: 'connection-timeout' | 'connection-lost', message: string): void {
    this.#socket?.close(this.#up ? deadLine : 1000);
    this.#down({ reason, message });
  }

  readonly #down = (end: SocketEnd): void => {
    const fell = this.#up;
    if (fell) {
      this.uplink.lost();
      this.#outbox.lost();
    }
    this.#drop();
    this.#onDown(end, fell);
  };

  #drop(code?: number): void {
    this.#up = this.#flows = false;
    this.#cancelWatch?.();
    this.#cancelPump?.();
    this.#cancelPump = this.#next = null;
    this.#socket?.close(code);
    this.#socket = null;
  }
}

/** To compare: a server may have made text of numbers and booleans, and null of what is not there. */
function text(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'object' ? inner : `${inner as string}`,
  );
}

/** Settings without what was meant for the next reply only. */
function lasting({ context, ...settings }: SessionSettings): SessionSettings {
  return context?.type === 'temporary' || context === undefined
    ? settings
    : { ...settings, context };
}
