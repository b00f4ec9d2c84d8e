import type { Clock } from '../clock.ts';
import type { ChatRecorder } from './chat-recorder.ts';
import type { Conversation } from './conversation.ts';
import type { DurableLine } from './durable-line.ts';
import type { Outbox } from './outbox.ts';
import type { SoundRecorder } from './sound-recorder.ts';

/** How long a conversation whose line broke waits for its client. */
const patienceMs = 30_000;

/** How long a client that is said to be there may take to prove it. */
const knockMs = 500;

/** What outlives the socket of a Chat. */
export interface Seat<Chat> {
  readonly line: DurableLine;
  readonly recorder: ChatRecorder;
  readonly sound: SoundRecorder;
  readonly outbox: Outbox;
  readonly conversation: Conversation;
  /** Which Config and version it has; empty for the server's own. */
  readonly config: string;
  /** Who sits in it: the Chat of the socket that is open, or was last. */
  chat: Chat;
}

/** The conversations of this server by Chat Group: those under way, and those whose line broke a moment ago. */
export class Seats<Chat extends { leave(): void }> {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #onFailed: (error: unknown) => void;
  readonly #taken = new Map<string, Seat<Chat>>();
  readonly #left = new Map<string, { seat: Seat<Chat>; stop: () => void }>();
  /** Whether a seat is free: asked once, however many wait to hear it. */
  readonly #knocks = new Map<string, { answered: Promise<void>; settle: () => void }>();

  /**
   * @param most - how many may wait for their clients; of more, the one that has waited longest ends.
   * @param onFailed - told when one could not be ended.
   */
  constructor(clock: Clock, most: number, onFailed: (error: unknown) => void) {
    this.#clock = clock;
    this.#most = most;
    this.#onFailed = onFailed;
  }

  /** Somebody sits there now. */
  take(group: string, seat: Seat<Chat>): void {
    this.#taken.set(group, seat);
  }

  /** The conversation is over. */
  clear(group: string, seat: Seat<Chat>): void {
    if (this.#taken.get(group) !== seat) return;
    this.#taken.delete(group);
    // Whoever asked whether it is still held has the answer.
    this.#knocks.get(group)?.settle();
  }

  /** The line broke: the seat is kept for a while. */
  leave(group: string, seat: Seat<Chat>): void {
    this.clear(group, seat);
    void this.#drop(group);
    seat.line.detach();
    const stop = this.#clock.setTimeout(() => {
      void this.#drop(group);
    }, patienceMs);
    this.#left.set(group, { seat, stop });
    const [longest] = this.#left.keys();
    if (this.#left.size > this.#most && longest !== undefined) void this.#drop(longest);
    this.#knocks.get(group)?.settle();
  }

  /** The seat of whoever comes back, if it is free. One whose client does not answer is free, too. */
  async find(group: string): Promise<Seat<Chat> | undefined> {
    const taken = this.#taken.get(group);
    if (taken) await (this.#knocks.get(group)?.answered ?? this.#knock(group, taken));
    const left = this.#left.get(group);
    this.#left.delete(group);
    left?.stop();
    return left?.seat;
  }

  /** What the client of a group has named itself, where the conversation goes on. */
  sessionOf(group: string): string | undefined {
    const seat = this.#taken.get(group) ?? this.#left.get(group)?.seat;
    return seat?.outbox.customSessionId;
  }

  /**
   * Ends the conversation of a group that somebody comes back to with another Config: they begin anew, with what was said. Resolves when
   * all of that was kept.
   */
  async endOther(group: string, config: string): Promise<void> {
    const there = this.#taken.get(group) ?? this.#left.get(group)?.seat;
    if (there === undefined || there.config === config) return;
    const seat = await this.find(group);
    if (seat) await this.#end(seat);
  }

  /** Ends what waits. Resolves when that was kept. */
  async close(): Promise<void> {
    await Promise.all([...this.#left.keys()].map((group) => this.#drop(group)));
  }

  #knock(group: string, seat: Seat<Chat>): Promise<void> {
    let settle = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      const stop = this.#clock.setTimeout(() => {
        seat.chat.leave();
      }, knockMs);
      settle = () => {
        stop();
        // An answer may come late, when another is asked.
        if (this.#knocks.get(group) === knock) this.#knocks.delete(group);
        resolve();
      };
    });
    const knock = { answered, settle };
    this.#knocks.set(group, knock);
    seat.line.confirm(settle);
    return answered;
  }

  async #drop(group: string): Promise<void> {
    const left = this.#left.get(group);
    this.#left.delete(group);
    left?.stop();
    if (left) await this.#end(left.seat);
  }

  async #end({ outbox, conversation, recorder }: Seat<Chat>): Promise<void> {
    try {
      outbox.close();
      conversation.close();
      await recorder.end('USER_TIMEOUT');
    } catch (error) {
      this.#onFailed(error);
    }
  }
}
