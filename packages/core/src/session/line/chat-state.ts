import type { Clock } from '../../base/clock.ts';
import type { Fault } from '../../base/voice-error.ts';
import { mayReturn } from '../../transport/socket.ts';
import type { SocketEnd } from '../../transport/socket.ts';
import type { SessionEvent } from '../messages.ts';
import { Attempts } from './attempts.ts';
import type { ServerEnd } from './terminal-errors.ts';

const unknownChat: Fault = {
  reason: 'connection-lost',
  message: 'The server does not know the Chat.',
};

/** The Chat over all its connections: since when there is one, and what follows when the line is down. */
export class ChatState {
  /** The Chat Group of the conversation, or the one that it is to go on with. */
  group: string | null | undefined;
  /** When the conversation came up, in ms since the epoch. */
  since: number | null = null;
  readonly #clock: Clock;
  readonly #attempts = new Attempts();
  /** The server has said that the Chat is over, and why. */
  #over: Fault | null = null;
  #end: ServerEnd | undefined;
  /** `due`: the server does not know the Chat Group to resume, so another conversation begins; `begun`: with this attempt. */
  #anew: 'due' | 'begun' | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A connection was accepted. @returns whether it goes on with another Chat, without a word of the server's */
  greeted(group: string): boolean {
    const lost = Boolean(this.group) && this.group !== group && !this.#anew;
    this.#attempts.connected(this.#clock.now());
    this.#anew = null;
    return lost;
  }

  /** The Chat behind the line, or another behind the same line, where a service has several. @returns since when there is one */
  begin(group: string): number {
    this.group = group;
    return (this.since ??= this.#clock.date());
  }

  /** The server does not know the Chat Group. @returns false where that was known */
  beginAnew(): boolean {
    if (this.#anew) return false;
    this.#anew = 'due';
    return true;
  }

  /** The server has said that it is over, and why where it is known. */
  over(error: Fault, end: ServerEnd | boolean): void {
    if (end) this.#over = error;
    if (typeof end === 'string') this.#end = end;
  }

  /** A connection that held is lost. */
  fell(): void {
    this.#attempts.lost(this.#clock.now());
  }

  /** What follows when the line is down: another attempt, or the end. */
  next(end: SocketEnd): Extract<SessionEvent, { type: 'lost' | 'ended' }> {
    const anew = this.#anew === 'due';
    const returns = this.since !== null && !this.#over && mayReturn(end);
    if (!anew && !returns) {
      return { type: 'ended', error: end && (this.#over ?? end), reason: this.#end };
    }
    if (anew) this.#anew = 'begun';
    const error = returns && end ? end : unknownChat;
    return { type: 'lost', error, anew, ...this.#attempts.next(this.#clock.now()) };
  }
}
