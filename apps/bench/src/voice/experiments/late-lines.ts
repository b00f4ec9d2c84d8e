import { breaks, countBreaks, gaps, stretches } from '../analysis/sound.ts';
import type { Recording } from '../analysis/recording.ts';
import { onCall, pass } from '../call.ts';
import type { Call } from '../call.ts';
import type { ClientName } from '../page/main.ts';
import { arrivals } from '../server/late-line.ts';
import type { LateLine } from '../server/late-line.ts';
import { assistantEnd, spoken, userInterruption, voiceRate } from '../server/messages.ts';
import { Glide } from '../signals/glide.ts';
import { inPieces, tone } from '../signals/tone.ts';
import type { Stage } from '../stage.ts';

/** Seconds of sound in a piece. */
const piece = 0.02;
const pitch = 443;

/** How a voice was heard that was sent at real time. */
export interface LateFigures {
  /** Silences of 1 ms and more, in ms. */
  readonly gaps: number[];
  /** ms from when a moment of the sound was due to be sent to when it was heard, every 50 ms of it. */
  readonly delays: number[];
  /** Processor time of the browser's page processes, as a share of one core. */
  readonly processor: number;
}

/** How a sine was heard. */
export interface SineFigures {
  /** The largest difference of two neighbouring samples, and the largest break in the sine. */
  readonly step: number;
  readonly largestBreak: number;
  /** Hz, on average. */
  readonly pitch: number;
}

/** How much of cut messages was heard, by the client and at the speaker. */
export interface HeardFigures {
  /** The client's figure less the speaker's, in ms. */
  readonly errors: number[];
}

/** A glide over that line: it tells which moment of it is heard. */
export async function playLate(
  stage: Stage,
  client: ClientName,
  line: LateLine,
  seconds: number,
  random: () => number,
): Promise<LateFigures> {
  const glide = new Glide(1800 / seconds);
  const sound = glide.samples(voiceRate, seconds);
  return onCall(stage, client, async (call) => {
    await pass(500);
    const before = await processorTime(stage);
    const began = stage.clock.now();
    const start = await send(stage, call, 'long', sound, line, random);
    const processor = ((await processorTime(stage)) - before) / (stage.clock.now() - began);
    call.line.send(assistantEnd);
    await pass(2_000);
    const recording = await call.speaker();
    const heard = whole(recording);
    const { samples, sampleRate } = recording;
    const delays: number[] = [];
    const span = Math.round(0.05 * sampleRate);
    for (let at = heard.start; at + span < heard.end; at += span) {
      const moment = glide.moment(samples, sampleRate, at, at + span) * 1000;
      if (Number.isNaN(moment)) continue;
      delays.push(recording.heardAt(at + span / 2) - start - moment);
    }
    return {
      gaps: gaps(samples, sampleRate, heard).map(({ length }) => length),
      delays,
      processor,
    };
  });
}

/** A sine over that line. */
export async function playSine(
  stage: Stage,
  client: ClientName,
  line: LateLine,
  seconds: number,
  random: () => number,
): Promise<SineFigures> {
  return onCall(stage, client, async (call) => {
    await pass(500);
    await send(stage, call, 'long', tone(pitch, voiceRate, seconds), line, random);
    call.line.send(assistantEnd);
    await pass(1_000);
    const { samples, sampleRate } = await call.speaker();
    const { start, end } = whole({ samples, sampleRate });
    const edge = Math.round(0.01 * sampleRate);
    const inside = { start: start + edge, end: end - edge };
    let [step, crossings, first, last] = [0, 0, 0, 0];
    for (let at = inside.start; at < inside.end; at += 1) {
      const [before = 0, now = 0] = [samples[at - 1], samples[at]];
      step = Math.max(step, Math.abs(now - before));
      if (before >= 0 || now < 0) continue;
      first ||= at;
      last = at;
      crossings += 1;
    }
    const found = breaks(samples, sampleRate, pitch, inside);
    return {
      step,
      largestBreak: countBreaks(found, sampleRate, 0.05).largest,
      pitch: ((crossings - 1) * sampleRate) / (last - first),
    };
  });
}

/** Messages over that line, each cut while it sounds: how much of it was heard. */
export async function cutLate(
  stage: Stage,
  client: ClientName,
  line: LateLine,
  cuts: number,
  random: () => number,
): Promise<HeardFigures> {
  const seconds = 6;
  const glide = new Glide(200);
  const sound = glide.samples(voiceRate, seconds);
  return onCall(stage, client, async (call) => {
    await pass(500);
    const cutAt: number[] = [];
    for (let cut = 0; cut < cuts; cut += 1) {
      const length = 2 + 3 * random();
      const part = sound.subarray(0, Math.round(length * voiceRate));
      await send(stage, call, `cut-${cut}`, part, line, random);
      cutAt.push(call.line.send(userInterruption()));
      await pass(600);
    }
    const told = await call.page.evaluate(() => window.bench.heard());
    const recording = await call.speaker();
    const { samples, sampleRate } = recording;
    const span = Math.round(0.02 * sampleRate);
    const errors = cutAt.flatMap((at, index) => {
      const to = recording.sampleAt(at + 400);
      const last = stretches(samples, sampleRate, recording.sampleAt(at - 400), to, 0.3).at(-1);
      const claimed = told[index];
      if (!last || claimed === undefined) return [];
      // What is faded to nothing at the end can't be measured.
      const end = last.end - Math.round(0.001 * sampleRate);
      const moment = glide.moment(samples, sampleRate, end - span, end);
      return claimed - (moment + 0.011) * 1000;
    });
    return { errors };
  });
}

/** Sends it as the line lets it through. @returns when its first sample was due to be sent, in ms */
async function send(
  { clock }: Stage,
  call: Call,
  id: string,
  sound: Float32Array,
  line: LateLine,
  random: () => number,
): Promise<number> {
  const pieces = spoken(id, inPieces(sound, voiceRate, piece));
  const due = arrivals(line, pieces.length, piece * 1000, random);
  const start = clock.now() + line.jitter + 50;
  for (const [index, text] of pieces.entries()) {
    const left = start + (due[index] ?? 0) - clock.now();
    if (left > 0) await pass(left);
    call.line.send(text);
  }
  return start;
}

/** All of what was played, as one sound. */
function whole({ samples, sampleRate }: Pick<Recording, 'samples' | 'sampleRate'>): {
  start: number;
  end: number;
} {
  const [sound] = stretches(samples, sampleRate, 0, samples.length, Infinity);
  return sound ?? { start: 0, end: 0 };
}

/** ms that the processes of pages have computed so far. */
async function processorTime({ browser }: Stage): Promise<number> {
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  await cdp.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return pages.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}
