import { breaks, countBreaks, gaps, stretches } from '../analysis/sound.ts';
import { onCall, pass } from '../call.ts';
import type { Call } from '../call.ts';
import type { ClientName } from '../page/main.ts';
import type { Line } from '../server/line.ts';
import { assistantEnd, spoken, voiceRate } from '../server/messages.ts';
import { inPieces, tone } from '../signals/tone.ts';
import type { Stage } from '../stage.ts';
import type { WallClock } from '../wall-clock.ts';
import type { Condition } from './conversation.ts';

const pitch = 440;
/** Seconds of sound in a piece. */
const piece = 0.1;

/** How one long sound came out. */
export interface PlaybackFigures {
  /** Silences of 1 ms and more in it, and how much later than the first sample each began, both in ms. */
  readonly gaps: { readonly at: number; readonly length: number }[];
  /** The largest break in the sine, and the places where it is above 0.005. */
  readonly largestBreak: number;
  readonly breaks: number;
  /** Seconds from the first sample to the last. */
  readonly duration: number;
}

/** Four seconds in forty pieces, all sent at once. */
export function playAtOnce(stage: Stage, client: ClientName): Promise<PlaybackFigures> {
  return play(stage, client, 'free', 4, async (line, pieces) => {
    for (const text of pieces) line.send(text);
    line.send(assistantEnd);
    await pass(4_600);
  });
}

/** How pieces are spread over time. */
export interface Pace {
  readonly seconds: number;
  /** ms by which each piece may be early or late. */
  readonly jitter: number;
  /** ms by which all but the first are ahead of the time at which they are due. */
  readonly ahead: number;
  readonly condition: Condition;
}

/** A long sound whose pieces come as they would be spoken. */
export function playAtPace(
  stage: Stage,
  client: ClientName,
  { seconds, jitter, ahead, condition }: Pace,
  random: () => number,
): Promise<PlaybackFigures> {
  return play(stage, client, condition, seconds, async (line, pieces) => {
    const start = stage.clock.now() + jitter;
    for (const [index, text] of pieces.entries()) {
      const due = start + index * piece * 1000 - (index > 0 ? ahead : 0);
      await until(stage.clock, due + jitter * (2 * random() - 1));
      line.send(text);
    }
    line.send(assistantEnd);
    await pass(1_200);
  });
}

async function play(
  stage: Stage,
  client: ClientName,
  condition: Condition,
  seconds: number,
  send: (line: Line, pieces: readonly string[]) => Promise<void>,
): Promise<PlaybackFigures> {
  const pieces = spoken('long', inPieces(tone(pitch, voiceRate, seconds), voiceRate, piece));
  return onCall(stage, client, async (call) => {
    if (condition === 'blocked') {
      await call.page.evaluate(() => window.bench.blockMainThread(400, 1000));
    }
    await pass(500);
    await send(call.line, pieces);
    await call.page.evaluate(() => window.bench.blockMainThread(0, 0));
    return readPlayback(call);
  });
}

/** Looks at the whole of what was played as at one sound. */
export async function readPlayback(call: Pick<Call, 'speaker'>): Promise<PlaybackFigures> {
  const { samples, sampleRate } = await call.speaker();
  const sound = stretches(samples, sampleRate, 0, samples.length, Infinity)[0];
  if (!sound) return { gaps: [], largestBreak: NaN, breaks: NaN, duration: 0 };
  const edge = Math.round(0.005 * sampleRate);
  const inside = { start: sound.start + edge, end: sound.end - edge };
  const found = countBreaks(breaks(samples, sampleRate, pitch, inside), sampleRate, 0.005);
  return {
    gaps: gaps(samples, sampleRate, sound).map(({ at, length }) => ({
      at: ((at - sound.start) / sampleRate) * 1000,
      length,
    })),
    largestBreak: found.largest,
    breaks: found.places,
    duration: (sound.end - sound.start) / sampleRate,
  };
}

/** Waits till that moment. What is past is not waited for, so nothing overtakes. */
async function until(clock: WallClock, time: number): Promise<void> {
  const left = time - clock.now();
  if (left > 0) await pass(left);
}
