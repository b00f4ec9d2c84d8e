import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';

/** Whose events a server sends, and how many at a time. Times in ms. */
export interface SendingRules {
  /** No others' events. */
  owners: readonly string[];
  /** The pause before each attempt but the first. Default none. */
  pausesMs?: readonly number[];
  /** So many are under way to one host. Default all. */
  mostToHost?: number;
  /** So many of one owner are under way. Default all. */
  mostOfOwner?: number;
  /** The ids of those that are under way. Default none. */
  underWay?: Iterable<string>;
}

/** A moment in ms since the epoch, and until when a claim that is made then lasts. */
export interface ClaimTime {
  now: number;
  untilMs: number;
}

/**
 * Clocks of servers on one database differ by less, in ms. A moment that was noted, and lies further ahead than it can, was noted before a clock
 * was put back.
 */
const skewMs = 60_000;

/** The first event that waits for each owner and address: what follows it there waits for it. */
export const firsts: SQL = sql`(select min(f.row) from webhook_deliveries f where f.state = 'waiting' group by f.owner, f.url)`;

/** When an event is due: at once where a clock was put back since that was noted. */
export function dueAt({ now }: ClaimTime, { pausesMs = [] }: SendingRules): SQL<number> {
  const pauses = [0, ...pausesMs].map((ms, attempts) => sql`when ${attempts} then ${ms}`);
  const pause = sql`case attempts ${sql.join(pauses, sql` `)} else due_ms end`;
  return sql`case when due_ms - ${pause} > ${now + skewMs} then 0 else due_ms end`;
}

/** Until when a server has an event to itself: no claim made now would last longer. */
export function claimedUntil({ untilMs }: ClaimTime): SQL<number> {
  return sql`case when claimed_until_ms > ${untilMs + skewMs} then 0 else claimed_until_ms end`;
}

/** Whether an event could be sent now, if there is a place for it. */
export function isReady(time: ClaimTime, rules: SendingRules): SQL {
  return sql`${dueAt(time, rules)} <= ${time.now} and ${claimedUntil(time)} <= ${time.now}`;
}

/**
 * The rows of the events that there is a place for: those under way have theirs; of what is left of a host's, owners get one by turns, and
 * of what is left of an owner's, the event that has waited longest.
 */
export function rowsWithPlace(time: ClaimTime, rules: SendingRules): SQL {
  const { owners, underWay = [], mostToHost = Infinity, mostOfOwner = Infinity } = rules;
  const sent = sql`id in (${list(underWay)})`;
  // What was kept by a server that knew no hosts counts by its address.
  const ready = sql`select "row", owner, due_ms, ${sent} as sent, case host when '' then url else host end as receiver
    from webhook_deliveries where "row" in ${firsts} and owner in (${list(owners)}) and (${sent} or (${isReady(time, rules)}))`;
  const inTurn = sql`select *, row_number() over (partition by receiver, owner order by sent desc, due_ms, "row") as turn from (${ready})`;
  const ofHosts = sql`select *, row_number() over (partition by receiver order by sent desc, turn, due_ms, "row") as of_host from (${inTurn})`;
  const ofOwners = sql`select *, row_number() over (partition by owner order by sent desc, due_ms, "row") as of_owner
    from (${ofHosts}) where of_host <= ${bound(mostToHost)}`;
  return sql`(select "row" from (${ofOwners}) where of_owner <= ${bound(mostOfOwner)} and not sent)`;
}

function list(values: Iterable<string>): SQL {
  return sql.join(
    [...values].map((value) => sql`${value}`),
    sql`, `,
  );
}

function bound(most: number): number {
  return Math.min(most, Number.MAX_SAFE_INTEGER);
}
