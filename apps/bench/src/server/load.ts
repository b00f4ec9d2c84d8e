import { spread } from '../voice/analysis/statistics.ts';
import type { Spread } from '../voice/analysis/statistics.ts';
import { Caller, pieceMs } from './caller.ts';
import type { CallParts } from './caller.ts';

/** How many conversations, and for how long. */
export interface LoadOptions extends Pick<CallParts, 'question' | 'interruption'> {
  url: string;
  conversations: number;
  /** Ends it after so many ms… */
  durationMs: number;
  /** …or as soon as so many interruptions were told. Default never. */
  interruptions?: number;
}

/** What was measured, in ms. */
export interface LoadResult {
  conversations: number;
  /** From the first sound of an interruption to the message that tells it. */
  interrupted: Spread;
  /** From the end of a question to the first sound of the answer; it holds the 500 ms of silence that end an utterance. */
  answered: Spread;
  /** How late the pieces of sound left: the load's own delay, part of the figures above. */
  lateness: Spread;
  /** Answers and interruptions that did not come. */
  missed: number;
  /** Errors that were told. */
  errors: string[];
}

/** Holds so many conversations at a time, their pieces spread over the 20 ms, and measures. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { url, conversations, durationMs, question, interruption, interruptions } = options;
  const interrupted: number[] = [];
  const answered: number[] = [];
  let missed = 0;
  const callers = Array.from(
    { length: conversations },
    () =>
      new Caller(url, {
        question,
        interruption,
        onInterrupted: (ms) => interrupted.push(ms),
        onAnswered: (ms) => answered.push(ms),
        onMissed: () => (missed += 1),
      }),
  );
  try {
    await Promise.all(callers.map(({ opened }) => opened));
    await pace(callers, durationMs, () => interrupted.length >= (interruptions ?? Infinity));
  } finally {
    for (const caller of callers) caller.close();
  }
  return {
    conversations,
    interrupted: spread(interrupted),
    answered: spread(answered),
    lateness: spread(callers.flatMap(({ lateness }) => lateness)),
    missed,
    errors: callers.flatMap(({ failed }) => failed ?? []),
  };
}

/** Ticks every caller each 20 ms, one after the other. Nobody begins to speak at the same moment as another. */
function pace(callers: Caller[], durationMs: number, enough: () => boolean): Promise<void> {
  const start = performance.now();
  // Over four seconds, the length of a question or so.
  const due = callers.map((_, i) => start + (4000 * i) / callers.length);
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const now = performance.now();
      if (now - start > durationMs || enough()) {
        clearInterval(timer);
        resolve();
        return;
      }
      try {
        for (const [i, caller] of callers.entries()) {
          for (let at = due[i] ?? Infinity; at <= now; at += pieceMs) {
            caller.tick(at);
            due[i] = at + pieceMs;
          }
        }
      } catch (error) {
        clearInterval(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    }, 2);
  });
}
