/** What the server asks others for, by what it is to it: the labels of a metric, so a list that has an end. */
export const dependencies = [
  'database',
  'recogniser',
  'synthesiser',
  'prosody',
  'responder',
  'webhook',
] as const;

/** One of {@link dependencies}. */
export type Dependency = (typeof dependencies)[number];

/** How a turn was begun: by what the user said or typed, or by the assistant itself. */
export type TurnOrigin = 'speech' | 'text' | 'assistant';

/**
 * How a turn ended. `answered`: all of the answer was sent. `interrupted`: the user spoke before that. `superseded`: the user went on
 * before any of an answer was sent. `unanswered`: the answer failed, or the Chat ended before.
 */
export type TurnOutcome = 'answered' | 'interrupted' | 'superseded' | 'unanswered';

/** A turn that is over. Times are of the server's clock, in ms. */
export interface FinishedTurn {
  type: 'turn-ended';
  chatId: string;
  /** One of each turn: what a log line and a span have in common. */
  turnId: string;
  origin: TurnOrigin;
  outcome: TurnOutcome;
  /** From the first that is known of it to its end. */
  durationMs: number;
  /** From the end of the user's speech to its words. Only of `speech`. */
  wordsMs?: number | undefined;
  /** From the user's words to the first sound of the answer. */
  soundMs?: number | undefined;
}

/** Something that happened, for whoever measures or writes it down: never a word that was said, and no key. */
export type Observed =
  | { type: 'chat-begun' | 'chat-resumed' | 'interrupted'; chatId: string }
  | { type: 'chat-ended'; chatId: string; reason: string; durationMs: number }
  | FinishedTurn
  /** A client was told of an error. */
  | { type: 'error-told'; chatId: string; slug: string }
  | { type: 'asked'; of: Dependency }
  /** `undefined` for `failed`: nobody wanted the answer any more. */
  | { type: 'answered'; of: Dependency; ms: number; failed: boolean | undefined }
  | { type: 'realtime-up' }
  /** Not `wasUp`: an attempt to connect failed. No `trouble`: the Chat ended. */
  | { type: 'realtime-down'; wasUp: boolean; trouble: 'refused' | 'unusable' | 'lost' | undefined };

/** Takes what happened. It throws nothing, and is quick: Chats wait for it. */
export type Observe = (event: Observed) => void;

/** Tells who observes how long something took, and whether it came. @param unwanted - whether nobody waits any more. */
export function timed<Result>(
  observe: Observe | undefined,
  of: Dependency,
  work: () => Promise<Result>,
  unwanted?: () => boolean,
): Promise<Result> {
  return observe === undefined ? work() : measured(observe, of, work, unwanted);
}

async function measured<Result>(
  observe: Observe,
  of: Dependency,
  work: () => Promise<Result>,
  unwanted: () => boolean = () => false,
): Promise<Result> {
  const began = performance.now();
  const answered = (failed: boolean) => {
    const left = failed && unwanted();
    observe({
      type: 'answered',
      of,
      ms: performance.now() - began,
      failed: left ? undefined : failed,
    });
  };
  observe({ type: 'asked', of });
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    answered(true);
    throw error;
  }
  answered(false);
  return result;
}
