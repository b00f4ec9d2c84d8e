import { setMaxListeners } from 'node:events';
import { longestDelayMs } from '../base/clock.ts';
import { timed } from '../base/observe.ts';
import type { Observe } from '../base/observe.ts';
import type { Database } from '../store/database/database.ts';
import {
  claimDue,
  limitDead,
  limitWaiting,
  nextDueMs,
  noteFailure,
  removeDelivery,
} from '../store/deliveries/deliveries.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import type { ClaimTime, SendingRules } from '../store/deliveries/delivery-places.ts';
import { postWebhook } from './post-webhook.ts';
import type { PostOptions } from './post-webhook.ts';

/** Before the second attempt, the third, and so on; then an event is given up. In ms. */
const defaultDelays: readonly number[] = [1000, 5000, 30_000, 120_000, 600_000];
/** Longer than an attempt may take: until then no other server tries the same. */
const claimMs = 30_000;
/** No more than so many are under way at a time, each to another address. */
const mostSending = 20;
/** So many of them to one host: one that never answers must not have all places. */
const mostToHost = 4;
/** Where several owners have events sent, one has so many under way. */
const mostOfOwner = mostSending / 2;
/** More events than these do not wait: the oldest are given up. A receiver that is down for days must not fill the database. */
const mostWaiting = 10_000;
/** More dead events than these are not kept. */
const mostDead = 1000;
/** When the database fails, it is asked again so much later. */
const troubleMs = 5000;
/** A server that closes gives what is being sent so long to arrive. */
const graceMs = 1000;

/** How webhooks are sent. */
export interface WebhookSenderOptions extends Pick<PostOptions, 'allowPrivate'> {
  /** What signs the events of each owner. Those of others are left to other servers. */
  signingKeys: ReadonlyMap<string, string>;
  /** The pauses between attempts, in ms. */
  delaysMs?: readonly number[];
  /** Beyond so many that wait, the oldest are given up. Default 10,000. */
  mostWaiting?: number;
  /** Is told of each attempt. Default nobody. */
  observe?: Observe | undefined;
}

/**
 * Sends the events that wait in the database: to each address one at a time and in their order, again after growing pauses
 * when it fails, and on the list of the dead when it has failed too often.
 */
export class WebhookSender {
  readonly #database: Database;
  readonly #options: WebhookSenderOptions;
  readonly #sending = new Set<Promise<void>>();
  /** The ids of what is being sent. */
  readonly #underWay = new Set<string>();
  readonly #aborting = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #dispatching = false;
  #dispatched = Promise.resolve();
  #again = false;
  #closed = false;

  constructor(database: Database, options: WebhookSenderOptions) {
    // Each that is under way listens; Node takes more than ten for a leak.
    setMaxListeners(mostSending, this.#aborting.signal);
    this.#database = database;
    this.#options = options;
  }

  /** Whose keys there are may change. */
  get #rules(): SendingRules & Required<Pick<SendingRules, 'pausesMs'>> {
    const owners = [...this.#options.signingKeys.keys()];
    return {
      owners,
      pausesMs: this.#options.delaysMs ?? defaultDelays,
      mostToHost,
      mostOfOwner: owners.length > 1 ? mostOfOwner : mostSending,
      underWay: this.#underWay,
    };
  }

  /** Something may wait. */
  wake(): void {
    if (this.#closed || this.#rules.owners.length === 0) return;
    this.#again = true;
    if (!this.#dispatching) this.#dispatched = this.#dispatch();
  }

  /** Waits a moment for what is being sent. What waits is sent by the next server on this database. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const late = setTimeout(() => {
      this.#aborting.abort();
    }, graceMs);
    await this.#dispatched;
    while (this.#sending.size > 0) await Promise.all(this.#sending);
    clearTimeout(late);
  }

  async #dispatch(): Promise<void> {
    this.#dispatching = true;
    clearTimeout(this.#timer);
    try {
      let time = claimTime();
      while (this.#again && !this.#closed) {
        this.#again = false;
        await this.#limit();
        time = claimTime();
        for (const delivery of await this.#claim(time)) {
          const sending = this.#send(delivery);
          this.#sending.add(sending);
          void sending.then(() => {
            this.#sending.delete(sending);
            this.wake();
          });
        }
      }
      // Whoever arrives asks for the next.
      const idle = !this.#closed && this.#sending.size < mostSending;
      const due = idle ? await nextDueMs(this.#database, time, this.#rules) : undefined;
      if (due !== undefined) this.#wake(due - Date.now());
    } catch {
      this.#wake(troubleMs);
    }
    this.#dispatching = false;
    if (this.#again) this.wake();
  }

  async #claim(time: ClaimTime): Promise<Delivery[]> {
    const free = mostSending - this.#sending.size;
    if (free <= 0) return [];
    return claimDue(this.#database, time, this.#rules, free);
  }

  async #limit(): Promise<void> {
    for (const owner of this.#rules.owners) {
      const most = this.#options.mostWaiting ?? mostWaiting;
      if (await limitWaiting(this.#database, owner, most)) {
        await limitDead(this.#database, owner, mostDead);
      }
    }
  }

  #wake(ms: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(
      () => {
        this.wake();
      },
      Math.min(Math.max(10, ms), longestDelayMs),
    );
    this.#timer.unref();
  }

  async #send(delivery: Delivery): Promise<void> {
    const { id, url, body, attempts, owner } = delivery;
    this.#underWay.add(id);
    const { signingKeys, allowPrivate, observe } = this.#options;
    const how = { signingKey: signingKeys.get(owner) ?? '', allowPrivate };
    const { signal } = this.#aborting;
    const failure = await timed(
      observe,
      'webhook',
      () => postWebhook(new URL(url), body, how, signal),
      () => signal.aborted,
    ).then(() => undefined, errorText);
    try {
      if (failure === undefined) await removeDelivery(this.#database, id, 'waiting', owner);
      else if (signal.aborted) await this.#release(delivery);
      else await this.#postpone(delivery, attempts + 1, failure);
    } catch {
      // The claim runs out, and the event is sent once more: better twice than never.
    }
    this.#underWay.delete(id);
  }

  /** The receiver was not at fault: the next server tries at once, and this attempt does not count. */
  async #release({ id, attempts }: Delivery): Promise<void> {
    const lastError = 'the server was closed meanwhile';
    const now = Date.now();
    await noteFailure(this.#database, id, { state: 'waiting', attempts, dueMs: now, lastError });
  }

  async #postpone({ id, owner }: Delivery, attempts: number, lastError: string): Promise<void> {
    const delay = this.#rules.pausesMs[attempts - 1];
    const state = delay === undefined ? 'dead' : 'waiting';
    const dueMs = Date.now() + (delay ?? 0);
    await noteFailure(this.#database, id, { state, attempts, dueMs, lastError });
    if (state === 'dead') await limitDead(this.#database, owner, mostDead);
  }
}

function claimTime(): ClaimTime {
  const now = Date.now();
  return { now, untilMs: now + claimMs };
}

/** A name with several addresses fails without a message, but with a code. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : 'it failed';
}
