import { readStart, readStop } from '../../voice/experiments/conversation.ts';
import type { Condition } from '../../voice/experiments/conversation.ts';
import { pass } from '../../voice/call.ts';
import type { Arrivals } from '../analysis/marked-bursts.ts';
import { onCall } from '../call.ts';
import type { AppName } from '../page/main.tsx';
import type { Assistant, Piece } from '../server/assistant.ts';
import type { Stage } from '../stage.ts';

const clipsPerCall = 4;
/** Of these every other one is followed by sound that comes too late. */
const cutsPerCall = 4;

/** What one call gave. */
export interface ConversationFigures {
  readonly microphone: Arrivals;
  /** ms of the longest pause between two pieces of the user's sound. */
  readonly pause: number;
  /** ms from an answer's first piece to the first sample heard. */
  readonly starts: number[];
  /** Of each interruption: ms until the last sample was heard, the step there, and ms of late sound that was heard. */
  readonly stops: { readonly heard: number; readonly step: number; readonly late: number | null }[];
  /** Clips that were not heard, or interruptions of something that did not sound. */
  readonly missed: number;
  readonly refusals: readonly string[];
}

/** The microphone hears bursts all along, the assistant says a few clips, and is interrupted in longer answers. */
export function converse(
  stage: Stage,
  app: AppName,
  condition: Condition,
  random: () => number,
): Promise<ConversationFigures> {
  return onCall(stage, app, async (call) => {
    const { page, assistant } = call;
    if (condition === 'blocked')
      await page.evaluate(() => window.realtimeBench.blockMainThread(400, 1000));
    await pass(500);
    const from = assistant.uplink.length;
    const said: number[] = [];
    for (let clip = 0; clip < clipsPerCall; clip += 1) {
      said.push(await assistant.say({ sounds: [200] }));
      // Not in step with whatever blocks the page.
      await pass(700 + 500 * random());
    }
    const cuts: { readonly at: number; readonly next: number }[] = [];
    for (let turn = 0; turn < cutsPerCall; turn += 1) {
      const at = await cut(call, turn, random);
      cuts.push({ at, next: stage.clock.now() });
      await assistant.settle();
      await pass(200);
    }
    const to = assistant.uplink.length;
    await page.evaluate(() => window.realtimeBench.blockMainThread(0, 0));
    const recording = await call.speaker();
    const starts = said.flatMap((at) => readStart(recording, at)?.heard ?? []);
    const stops = cuts.flatMap(({ at, next }, turn) => {
      const stop = readStop(recording, at, next);
      return stop ? { ...stop, late: isLate(turn) ? stop.after : null } : [];
    });
    return {
      microphone: await call.arrivals(),
      pause: longestPause(assistant.uplink.slice(from, to)),
      starts,
      stops,
      missed: clipsPerCall + cutsPerCall - starts.length - stops.length,
      refusals: assistant.refusals,
    };
  });
}

/** Four seconds that are cut short. */
async function cut(
  { assistant }: { assistant: Assistant },
  turn: number,
  random: () => number,
): Promise<number> {
  await assistant.say({ sounds: [4000] });
  await pass(500 + 400 * random());
  const at = assistant.interrupt();
  for (let piece = 0; isLate(turn) && piece < 3; piece += 1) {
    // Far enough behind the cut to be told from a slow one.
    await pass(60 + 40 * random());
    assistant.sendLate();
  }
  await pass(700);
  return at;
}

function isLate(turn: number): boolean {
  return turn % 2 === 1;
}

function longestPause(pieces: readonly Piece[]): number {
  return Math.max(...pieces.slice(1).map(({ at }, index) => at - (pieces[index]?.at ?? NaN)));
}
