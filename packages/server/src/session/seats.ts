import type { SessionSettings } from '@vivavoce/evi';
import type { Clock } from '../base/clock.ts';
import type { Audience } from './audience.ts';
import type { ChatRecorder } from '../recording/chat-recorder.ts';
import type { Conversation } from '../dialogue/conversation.ts';
import type { ResendBuffer } from '../connection/resend-buffer.ts';
import type { Outbox } from '../connection/outbox.ts';
import type { SoundRecorder } from '../recording/sound-recorder.ts';

/** How long a conversation whose line broke waits for its client. */
const patienceMs = 30_000;

/** How long a client that is said to be there may take to prove it. */
const knockMs = 500;

/** What outlives the socket of a Chat. */
export interface Seat<Chat> {
  readonly line: ResendBuffer;
  readonly recorder: ChatRecorder;
  readonly sound: SoundRecorder;
  readonly outbox: Outbox;
  readonly conversation: Conversation;
  /** Who listens beside the client. */
  readonly audience: Audience;
  /** The Chats that the conversation has gone through, over one line after the other. */
  readonly chatIds: Set<string>;
  /** What others have set while its client was away: that holds, whatever the client begins again with. */
  setMeanwhile?: SessionSettings | undefined;
  /** Which Config and version it has; empty for the server's own. */
  readonly config: string;
  /** Who sits in it: the Chat of the socket that is open, or was last. */
  chat: Chat;
}

/**
 * The conversations of this server by Chat Group: those under way, and those whose line broke a moment ago. A group may have several,
 * of pages that go on with it at once: nobody ends or takes the conversation of another.
 */
export class Seats<Chat extends { leave(): void }> {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #onFailed: (error: unknown) => void;
  readonly #taken = new Map<string, Set<Seat<Chat>>>();
  readonly #left = new Map<Seat<Chat>, { group: string; stop: () => void }>();
  /** The Chats that are beginning. */
  readonly #beginning = new Map<string, Promise<void>>();
  /** Whether a seat is free: asked once, however many wait to hear it. */
  readonly #knocks = new Map<Seat<Chat>, { answered: Promise<void>; settle: () => void }>();

  /**
   * @param most - how many may wait for their clients; of more, the one that has waited longest ends.
   * @param onFailed - told when one could not be ended.
   */
  constructor(clock: Clock, most: number, onFailed: (error: unknown) => void) {
    this.#clock = clock;
    this.#most = most;
    this.#onFailed = onFailed;
  }

  get #all(): Seat<Chat>[] {
    return [...[...this.#taken.values()].flatMap((seats) => [...seats]), ...this.#left.keys()];
  }

  /** What the lines of all seats hold, in characters. */
  get held(): number {
    return this.#all.reduce((sum, { line }) => sum + line.held, 0);
  }

  /** The conversation that is in this Chat, or has gone on from it; also where it waits for its client. */
  withChat(id: string): Seat<Chat> | undefined {
    return this.#all.find(({ chatIds }) => chatIds.has(id));
  }

  /** Begins a Chat, whose id may be known already while it is still being found out which conversation it goes on with. */
  async begin(id: string, start: () => Promise<void>): Promise<void> {
    const begun = start();
    this.#beginning.set(id, begun);
    try {
      await begun;
    } finally {
      this.#beginning.delete(id);
    }
  }

  /** Resolves when a Chat that is beginning has begun, or failed to. */
  async begun(id: string): Promise<void> {
    await this.#beginning.get(id)?.catch(() => undefined);
  }

  /** Somebody sits there now. */
  take(group: string, seat: Seat<Chat>): void {
    this.#taken.set(group, (this.#taken.get(group) ?? new Set()).add(seat));
  }

  /** The conversation is over. */
  clear(group: string, seat: Seat<Chat>): void {
    const taken = this.#taken.get(group);
    taken?.delete(seat);
    if (taken?.size === 0) this.#taken.delete(group);
    // Whoever asked whether it is still held has the answer.
    this.#knocks.get(seat)?.settle();
  }

  /** The line broke: the seat is kept for a while. */
  leave(group: string, seat: Seat<Chat>): void {
    seat.line.detach();
    const stop = this.#clock.setTimeout(() => {
      void this.#drop(seat);
    }, patienceMs);
    this.#left.set(seat, { group, stop });
    const [longest] = this.#left.keys();
    if (this.#left.size > this.#most && longest !== undefined) void this.#drop(longest);
    this.clear(group, seat);
  }

  /**
   * The seat of whoever comes back, if it is free. One whose client does not answer is free, too. Where several are free nobody can
   * tell whose is whose: each of them begins anew, with what was said.
   */
  async find(group: string): Promise<Seat<Chat> | undefined> {
    await this.#knockAt(group);
    const [only, ...more] = this.#leftIn(group);
    if (only === undefined || more.length > 0) return undefined;
    this.#takeBack(only);
    return only;
  }

  /** What the client of a group has named itself, where the conversation goes on. */
  sessionOf(group: string): string | undefined {
    const [only, ...more] = [...(this.#taken.get(group) ?? []), ...this.#leftIn(group)];
    return more.length > 0 ? undefined : only?.outbox.customSessionId;
  }

  /**
   * Ends the conversation of a group that somebody comes back to with another Config: they begin anew, with what was said. Resolves when
   * all of that was kept.
   */
  async endOther(group: string, config: string): Promise<void> {
    const there = [...(this.#taken.get(group) ?? []), ...this.#leftIn(group)];
    if (there.every((seat) => seat.config === config)) return;
    await this.#knockAt(group);
    const [only, ...more] = this.#leftIn(group);
    if (only === undefined || more.length > 0 || only.config === config) return;
    await this.#drop(only);
  }

  /** Ends what waits. Resolves when that was kept. */
  async close(): Promise<void> {
    await Promise.all([...this.#left.keys()].map((seat) => this.#drop(seat)));
  }

  #leftIn(group: string): Seat<Chat>[] {
    return [...this.#left].filter(([, left]) => left.group === group).map(([seat]) => seat);
  }

  /** Asks all of a group whether they are still there: those that are not leave. */
  async #knockAt(group: string): Promise<void> {
    const taken = [...(this.#taken.get(group) ?? [])];
    await Promise.all(taken.map((seat) => this.#knocks.get(seat)?.answered ?? this.#knock(seat)));
  }

  #knock(seat: Seat<Chat>): Promise<void> {
    let settle = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      const stop = this.#clock.setTimeout(() => {
        seat.chat.leave();
      }, knockMs);
      settle = () => {
        stop();
        // An answer may come late, when another is asked.
        if (this.#knocks.get(seat) === knock) this.#knocks.delete(seat);
        resolve();
      };
    });
    const knock = { answered, settle };
    this.#knocks.set(seat, knock);
    seat.line.confirm(settle);
    return answered;
  }

  /** It waits no longer. @returns whether it did. */
  #takeBack(seat: Seat<Chat>): boolean {
    this.#left.get(seat)?.stop();
    return this.#left.delete(seat);
  }

  async #drop(seat: Seat<Chat>): Promise<void> {
    if (this.#takeBack(seat)) await this.#end(seat);
  }

  async #end({ outbox, conversation, recorder, audience }: Seat<Chat>): Promise<void> {
    try {
      outbox.close();
      conversation.close();
      await recorder.end('USER_TIMEOUT');
    } catch (error) {
      this.#onFailed(error);
    } finally {
      audience.close();
    }
  }
}
