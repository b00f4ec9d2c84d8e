import type { ServerResponse } from 'node:http';

/** How much may be unread, in bytes, and for how long, in ms. */
export interface UnreadLimits {
  /** Of all clients together. */
  all: number;
  /** Of one client. */
  client: number;
  /** Who takes longer over one answer, and has much of it still to read, is cut off. */
  ms: number;
}

const defaults: UnreadLimits = { all: 64 * 1024 * 1024, client: 16 * 1024 * 1024, ms: 60_000 };

/** So little of an answer, in bytes, may lie there for as long as its reader takes: a piece of a larger one. */
const littleBytes = 1024 * 1024;

/**
 * Answers that were given and are not read yet: they lie in memory until they are. A client that leaves much unread gets no more, and
 * where its answers grow beyond that, or all together do, the oldest are cut off: those who read are answered all the same.
 */
export class UnreadAnswers {
  readonly #limits: UnreadLimits;
  /** The oldest first. */
  readonly #answers = new Map<ServerResponse, string>();

  /** @param limits - default 64 MiB of all, 16 MiB of one client, a minute. */
  constructor(limits: Partial<UnreadLimits> = {}) {
    this.#limits = { ...defaults, ...limits };
  }

  /** Whether a client leaves as much unread as it may. */
  tooMuchOf(client: string): boolean {
    return unreadOf(this.#of(client)) > this.#limits.client;
  }

  /** More of an answer to a client was given. */
  look(client: string): void {
    cutOff(this.#of(client), this.#limits.client);
    cutOff([...this.#answers.keys()], this.#limits.all);
  }

  /** Counts an answer to a client, until it was read or its reader is gone. */
  add(client: string, answer: ServerResponse): void {
    // Its reader left while it was made: nobody will be told so again.
    if (answer.closed) return;
    cutOff([...this.#answers.keys()], this.#limits.all);
    this.#answers.set(answer, client);
    const late = setInterval(() => {
      if (answer.writableLength > littleBytes) answer.destroy();
    }, this.#limits.ms);
    late.unref();
    answer.once('close', () => {
      clearInterval(late);
      this.#answers.delete(answer);
    });
  }

  #of(client: string): ServerResponse[] {
    return [...this.#answers].filter(([, of]) => of === client).map(([answer]) => answer);
  }
}

function unreadOf(answers: readonly ServerResponse[]): number {
  return answers.reduce((sum, { writableLength }) => sum + writableLength, 0);
}

/** Ends the first of these until no more than so many bytes are unread. */
function cutOff(answers: readonly ServerResponse[], mostBytes: number): void {
  let bytes = unreadOf(answers);
  for (const answer of answers) {
    if (bytes <= mostBytes) return;
    bytes -= answer.writableLength;
    if (answer.writableLength > 0) answer.destroy();
  }
}
