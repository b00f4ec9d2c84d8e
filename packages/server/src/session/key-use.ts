import { steadyDate } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import type { KeyLimits } from '../base/key-pair.ts';
import { addKeyUse } from '../store/chats/key-use.ts';
import type { Database } from '../store/database/database.ts';

/** The other servers on a database hear of what was used here after so long, in ms. */
const beatMs = 20_000;
/** What is left is not looked at more often, in ms. */
const leastMs = 50;

/** Why a key pair may open no other Chat. */
export type KeyRefusal = 'too_many_chats_of_key' | 'minutes_used_up';

/** A place among the Chats of a key pair. */
export interface KeyPlace {
  /** The Chat Group that the Chat turned out to be of: whoever comes back to that needs no other place. */
  belongTo: (group: string) => void;
  /** Calls back once the minutes of the pair are used up; at once where they are. */
  onUsedUp: (then: () => void) => void;
  /** Gives the place back. */
  end: () => void;
}

/** What one key pair has open and has used. */
interface Use {
  readonly places: Set<Place>;
  limitMs: number;
  day: string;
  /** What all servers have used of that day, as far as it is known. */
  totalMs: number;
  /** What is not in the database yet. */
  unsavedMs: number;
  /** Until when it was counted, in ms of the clock. */
  countedAt: number;
  stop: () => void;
}

/** @see KeyPlace */
interface Place {
  group: string | undefined;
  usedUp: boolean;
  then: () => void;
}

/** Counts the Chats and minutes of each key pair, and lets nobody have more than its limits say. */
export class KeyUse {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #uses = new Map<string, Use>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Takes a place for a Chat of a key pair.
   *
   * @param group - the Chat Group that it goes on with: whoever comes back does not wait for a place that its broken line still has.
   */
  async admit(
    { pair, limits }: { pair: string; limits: KeyLimits },
    group?: string,
  ): Promise<KeyPlace | KeyRefusal> {
    const { maxChats = Infinity, maxMinutesPerDay = Infinity } = limits;
    const use = this.#uses.get(pair) ?? this.#begin(pair);
    const back = group !== undefined && [...use.places].some((place) => place.group === group);
    if (use.places.size - (back ? 1 : 0) >= maxChats) return 'too_many_chats_of_key';
    const place: Place = { group, usedUp: false, then: () => undefined };
    count(use, this.#clock.now());
    use.limitMs = maxMinutesPerDay * 60_000;
    use.places.add(place);
    const end = () => {
      this.#end(pair, use, place);
    };
    if (use.limitMs < Infinity) {
      await this.#save(pair, use);
      if (leftMs(use) <= 0) {
        end();
        return 'minutes_used_up';
      }
      this.#watch(pair, use);
    }
    return {
      belongTo: (of) => {
        place.group = of;
      },
      onUsedUp: (then) => {
        place.then = then;
        if (place.usedUp) then();
      },
      end,
    };
  }

  #begin(pair: string): Use {
    const use: Use = {
      places: new Set(),
      limitMs: Infinity,
      day: today(),
      totalMs: 0,
      unsavedMs: 0,
      countedAt: this.#clock.now(),
      stop: () => undefined,
    };
    this.#uses.set(pair, use);
    return use;
  }

  #end(pair: string, use: Use, place: Place): void {
    if (!use.places.has(place)) return;
    count(use, this.#clock.now());
    use.places.delete(place);
    if (use.places.size > 0) return;
    use.stop();
    if (use.limitMs < Infinity) void this.#save(pair, use).then(() => this.#forget(pair, use));
    else this.#forget(pair, use);
  }

  #forget(pair: string, use: Use): void {
    // What could not be saved is not lost before the server ends.
    if (use.places.size === 0 && use.unsavedMs === 0) this.#uses.delete(pair);
  }

  /** Looks again when it may be used up. */
  #watch(pair: string, use: Use): void {
    use.stop();
    if (use.places.size === 0) return;
    count(use, this.#clock.now());
    const soonest = Math.max(leastMs, leftMs(use) / use.places.size);
    use.stop = this.#clock.setTimeout(
      () => {
        count(use, this.#clock.now());
        void this.#save(pair, use).then(() => {
          if (leftMs(use) > 0) this.#watch(pair, use);
          else for (const place of use.places) useUp(place);
        });
      },
      Math.min(beatMs, soonest),
    );
  }

  /** Never fails: what the database does not take is saved later. */
  async #save(pair: string, use: Use): Promise<void> {
    const day = today();
    if (day !== use.day) Object.assign(use, { day, totalMs: 0 });
    const ms = Math.round(use.unsavedMs);
    use.unsavedMs = 0;
    try {
      const total = await addKeyUse(this.#database, pair, day, ms);
      if (use.day === day) use.totalMs = Math.max(use.totalMs, total);
    } catch {
      use.unsavedMs += ms;
    }
  }
}

function useUp(place: Place): void {
  place.usedUp = true;
  place.then();
}

/** By a clock that never jumps. What a pair without a limit uses is not saved, and is nothing to hold against it days later. */
function count(use: Use, now: number): void {
  if (use.limitMs < Infinity) use.unsavedMs += (now - use.countedAt) * use.places.size;
  use.countedAt = now;
}

function leftMs({ limitMs, totalMs, unsavedMs }: Use): number {
  return limitMs - totalMs - unsavedMs;
}

/** A machine's clock that is put back brings no day back. */
function today(): string {
  return new Date(steadyDate()).toISOString().slice(0, 10);
}
