import type { ClientEvent } from '../contract.ts';
import type { Shared } from '../shared.ts';
import type { Wires } from '../wires.ts';

/** ms in which a service that answers by itself has begun to, or never will. */
const patience = 20_000;

/** Whether the model is to answer, and when it is asked to: while nothing keeps it from it, and once for each question. */
export class Asking {
  readonly #shared: Shared;
  readonly #wires: Wires;
  /** An answer is wanted that nobody has begun; with these instructions; and was asked for by this event. */
  #wanted = false;
  #instructions = '';
  #asked: string | undefined;
  /** How often that was refused. */
  #refusals = 0;
  /** A response runs of which nothing was heard yet. */
  #unknown = false;
  /** The service answers by itself what it has just heard; and what gives up waiting for that. */
  #coming = false;
  #cancelWait: () => void = () => undefined;
  /** The user speaks, and the service will say when that is over. */
  userSpeaks = false;

  readonly #giveUp: () => void;

  /** @param onMissed told that an answer which the service gives by itself has not come */
  constructor(shared: Shared, wires: Wires, onMissed: () => void) {
    this.#shared = shared;
    this.#wires = wires;
    this.#giveUp = () => {
      this.missed();
      onMissed();
    };
  }

  /** An answer is on its way, or will be asked for. */
  get expects(): boolean {
    return this.#wanted || this.#coming;
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  /** An answer was asked for, or the service will give one by itself. */
  get asked(): boolean {
    return this.#asked !== undefined || this.#coming;
  }

  ask(instructions: string): void {
    if (this.#shared.traits.setupFirst) {
      // It answers by itself whatever comes.
      this.come();
      if (instructions) {
        const item = { type: 'text-message', role: 'user', text: instructions } as const;
        this.#wires.send({ type: 'conversation-item-create', item });
      }
    } else this.#wanted = true;
    this.#instructions = instructions;
    this.#refusals = 0;
  }

  /** An answer is wanted, or none any more. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
  }

  /** The service will answer by itself. */
  come(): void {
    this.stop();
    this.#coming = true;
    this.#cancelWait = this.#shared.host.clock.after(patience, this.#giveUp);
  }

  /** It will not. */
  missed(): void {
    this.stop();
    this.#coming = false;
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#cancelWait();
  }

  /** Asks, where an answer is wanted. @param running whether one is given already */
  proceed(running: boolean): void {
    const waits = this.userSpeaks || this.#coming || this.#unknown || running;
    if (!this.#wanted || this.#asked || this.#shared.paused || waits) return;
    this.#asked = this.#wires.nextId();
    const instructions = this.#instructions;
    this.#wires.send({
      type: 'response-create',
      eventId: this.#asked,
      ...(instructions && { options: { instructions } }),
    });
  }

  /** A response has begun. */
  begun(): void {
    // What it is asked about came after it had begun.
    if (!this.#unknown) {
      this.#wanted = false;
      this.#asked = undefined;
      this.#instructions = '';
    }
    this.#unknown = false;
    this.missed();
  }

  /** A response is over of which nobody had heard: it was empty, and its beginning was left out. */
  passed(): void {
    this.#wanted &&= this.#unknown;
    this.#unknown = false;
    this.#asked = undefined;
    this.missed();
  }

  /** @returns whether an error is settled by that: it is about something that needs nothing more */
  refused(
    code: string,
    eventId: string,
    sent: ClientEvent['type'] | undefined,
    running: boolean,
  ): boolean {
    if (code === 'conversation_already_has_active_response') {
      // It may have begun before what it is asked about: it is asked again when that one has ended.
      this.#asked = undefined;
      this.#wanted = true;
      this.#unknown = !running;
      return true;
    }
    if (this.#asked !== undefined && eventId === this.#asked) {
      this.#asked = undefined;
      return (this.#wanted = (this.#refusals += 1) === 1);
    }
    return (
      code === 'response_cancel_not_active' ||
      sent === 'response-cancel' ||
      sent === 'conversation-item-truncate'
    );
  }
}
