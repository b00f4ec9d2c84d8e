import { breaks, countBreaks, gaps, stretches } from '../analysis/sound.ts';
import type { Recording } from '../analysis/recording.ts';
import { onCall, pass } from '../call.ts';
import type { Call } from '../call.ts';
import type { ClientName } from '../page/main.ts';
import { assistantEnd, spoken, userInterruption, voiceRate } from '../server/messages.ts';
import { inPieces, tone } from '../signals/tone.ts';
import type { Stage } from '../stage.ts';
import { readMicrophone } from './microphone.ts';
import type { MicrophoneFigures } from './microphone.ts';

/** Hz of the assistant's voice: a sine, in which every break shows. */
const pitch = 440;
const clipsPerCall = 4;
/** Of these every other one is followed by pieces that come too late. */
const interruptionsPerCall = 4;

/** From a sound's being sent to its first sample, ms. */
interface Start {
  readonly heard: number;
  readonly rendered: number;
}

/** From an interruption's being sent to the last sample above −60 dB, ms. */
interface Stop {
  readonly heard: number;
  readonly rendered: number;
  /** The largest break in the sine on the way to silence. */
  readonly step: number;
  /** ms of sound after the silence that followed. */
  readonly after: number;
  /** Silences while it should have sounded. */
  readonly gaps: number;
}

/** What one call gave. */
export interface ConversationFigures {
  readonly microphone: MicrophoneFigures;
  /** `first`: whether it was the call's first. */
  readonly starts: (Start & { readonly first: boolean })[];
  /** `stale`: ms of sound of the interrupted message after that; null where nothing came that could have sounded. */
  readonly stops: (Stop & { readonly stale: number | null })[];
  /** Clips that were not heard, or interruptions of something that did not sound. */
  readonly missed: number;
}

/** Whether the main thread is left alone or blocked 400 ms in every second. */
export type Condition = 'free' | 'blocked';

/**
 * One short call in which everything happens at once: the user's microphone hears bursts all along, the assistant says
 * a few clips, and is interrupted in the middle of longer ones, whose later pieces come late, twice and out of order.
 */
export function converse(
  stage: Stage,
  client: ClientName,
  condition: Condition,
  random: () => number,
): Promise<ConversationFigures> {
  return onCall(stage, client, async (call) => {
    if (condition === 'blocked')
      await call.page.evaluate(() => window.bench.blockMainThread(400, 1000));
    await pass(500);
    const sent: number[] = [];
    for (let clip = 0; clip < clipsPerCall; clip += 1) sent.push(await say(call, clip, random));
    const cut: number[] = [];
    const next: number[] = [];
    for (let turn = 0; turn < interruptionsPerCall; turn += 1) {
      cut.push(await interrupt(call, turn, random));
      next.push(stage.clock.now());
    }
    await call.page.evaluate(() => window.bench.blockMainThread(0, 0));
    const recording = await call.speaker();
    const starts = sent.flatMap((at, clip) => {
      const start = readStart(recording, at);
      return start ? { ...start, first: clip === 0 } : [];
    });
    const stops = cut.flatMap((at, turn) => {
      const stop = readStop(recording, at, next[turn] ?? Infinity);
      return stop ? { ...stop, stale: isLate(turn) ? stop.after : null } : [];
    });
    return {
      microphone: await readMicrophone(call),
      starts,
      stops,
      missed: clipsPerCall + interruptionsPerCall - starts.length - stops.length,
    };
  });
}

/** How a sound began that was sent at that time; null where nothing was heard of it. */
export function readStart(recording: Recording, at: number): Start | null {
  const { samples, sampleRate } = recording;
  const [from, to] = [recording.sampleAt(at), recording.sampleAt(at + 640)];
  const [sound] = stretches(samples, sampleRate, from, to, 0.05);
  if (!sound) return null;
  return {
    heard: recording.heardAt(sound.start) - at,
    rendered: recording.renderedAt(sound.start) - at,
  };
}

/**
 * How a sound ended that was interrupted at that time; null where nothing sounded then.
 *
 * @param next when something else may sound
 */
export function readStop(recording: Recording, at: number, next: number): Stop | null {
  const { samples, sampleRate } = recording;
  const from = recording.sampleAt(at - 300);
  const [sound, ...rest] = stretches(samples, sampleRate, from, recording.sampleAt(next), 0.02);
  if (!sound || recording.heardAt(sound.end) < at - 20) return null;
  const end = { start: recording.sampleAt(at), end: sound.end + 2 };
  const after = rest.reduce((sum, part) => sum + part.end - part.start, 0);
  return {
    heard: recording.heardAt(sound.end - 1) - at,
    rendered: recording.renderedAt(sound.end - 1) - at,
    step: countBreaks(breaks(samples, sampleRate, pitch, end), sampleRate, 0.05).largest,
    after: (after / sampleRate) * 1000,
    gaps: gaps(samples, sampleRate, sound).length,
  };
}

/** A clip of 200 ms in one piece. */
async function say({ line }: Call, clip: number, random: () => number): Promise<number> {
  const [text = ''] = spoken(`clip-${clip}`, [tone(pitch, voiceRate, 0.2)]);
  const at = line.send(text);
  await pass(150);
  line.send(assistantEnd);
  // Not in step with whatever blocks the page.
  await pass(500 + 500 * random());
  return at;
}

/** Three seconds that are cut short. */
async function interrupt({ line }: Call, turn: number, random: () => number): Promise<number> {
  const pieces = spoken(`long-${turn}`, inPieces(tone(pitch, voiceRate, 4), voiceRate, 0.2));
  const late = pieces.splice(15);
  for (const piece of pieces) line.send(piece);
  await pass(500 + 400 * random());
  const at = line.send(userInterruption());
  if (isLate(turn)) {
    // Doubled and out of order, too: of a message that is over.
    for (const index of [0, 0, 3, 1, 2, 4]) {
      await pass(5 + 60 * random());
      line.send(late[index] ?? '');
    }
  }
  await pass(500);
  line.send(assistantEnd);
  await pass(150);
  return at;
}

function isLate(turn: number): boolean {
  return turn % 2 === 1;
}
