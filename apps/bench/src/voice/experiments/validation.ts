import { align } from '../analysis/align.ts';
import { stretches } from '../analysis/sound.ts';
import { onCall, pass } from '../call.ts';
import type { Call } from '../call.ts';
import { assistantEnd, spoken, userInterruption, voiceRate } from '../server/messages.ts';
import { inPieces, tone } from '../signals/tone.ts';
import type { Stage } from '../stage.ts';
import type { WallClock } from '../wall-clock.ts';
import { measureMainThread } from './main-thread.ts';
import { readPlayback } from './playback.ts';
import { ThreadHeaps } from './thread-heaps.ts';

/** What the instrument was shown, and what it said. */
export interface Trial {
  readonly what: string;
  readonly unit: string;
  readonly known: number;
  readonly measured: number;
}

const pitch = 440;
/** ms by which the network or the microphone is made slower. */
const delay = 50;
/** ms of sound in the bare client's chunks. */
const chunk = 20;
/** Phases of the sound device, which calls every 10 ms, at which something is tried. */
const phases = 10;

/** Shows the instrument things whose size is known, on the bare client. */
export async function validate(stage: Stage, repetitions: number): Promise<Trial[]> {
  return [
    await slowMicrophone(stage, repetitions),
    ...(await slowServer(stage, repetitions)),
    ...(await brokenSine(stage)),
    await busyThread(stage),
    await fullHeap(stage),
  ];
}

/** The microphone of a call is delayed in its middle, to the sample. */
function slowMicrophone(stage: Stage, repetitions: number): Promise<Trial> {
  return onCall(
    stage,
    'bare',
    async (call) => {
      const half = Math.max(3000, repetitions * 400);
      await pass(half);
      const changed = stage.clock.now();
      await call.page.evaluate((seconds) => window.bench.delayMicrophone(seconds), delay / 1000);
      await pass(half);
      const { bursts } = await call.microphone();
      const seen = await call.uplink();
      const latencies = align(
        bursts,
        seen.map(({ time }) => time),
      ).map((pair) => {
        const { at, time } = seen[pair.seen] ?? { at: NaN, time: NaN };
        // Less the wait until its chunk was full, which differs from burst to burst.
        return { at, latency: at - (bursts[pair.reference] ?? NaN) - (chunk - (time % chunk)) };
      });
      const part = (late: boolean): number =>
        mean(latencies.filter(({ at }) => at > changed === late).map(({ latency }) => latency));
      return {
        what: 'microphone → server, sound delayed in the graph',
        unit: 'ms',
        known: delay,
        measured: part(true) - part(false),
      };
    },
    { delayable: true },
  );
}

/** Every other message of the server waits after its time was taken, at every phase of the sound device alike. */
function slowServer(stage: Stage, repetitions: number): Promise<Trial[]> {
  return onCall(stage, 'bare', async (call) => {
    await pass(500);
    // The first of a call is slower than the rest.
    await exchange(call, stage.clock, 0);
    const sent: Exchange[] = [];
    for (let i = 0; i < 2 * phases * Math.ceil(repetitions / phases); i += 1) {
      sent.push(await exchange(call, stage.clock, i));
    }
    const recording = await call.speaker();
    const { samples, sampleRate } = recording;
    const latencies = sent.flatMap(({ start, stop, slow }) => {
      const from = recording.sampleAt(start);
      const [sound] = stretches(samples, sampleRate, from, recording.sampleAt(stop + 200), 0.02);
      if (!sound) return [];
      return {
        slow,
        start: recording.heardAt(sound.start) - start,
        stop: recording.heardAt(sound.end - 1) - stop,
      };
    });
    const apart = (pick: 'start' | 'stop'): number => {
      const of = (wanted: boolean): number =>
        mean(latencies.filter(({ slow }) => slow === wanted).map((one) => one[pick]));
      return of(true) - of(false);
    };
    return [
      {
        what: '`audio_output` → first sample, sent late',
        unit: 'ms',
        known: delay,
        measured: apart('start'),
      },
      {
        what: '`user_interruption` → last sample, sent late',
        unit: 'ms',
        known: delay,
        measured: apart('stop'),
      },
    ];
  });
}

/** When a sound and its interruption were due, and whether they were sent late. */
interface Exchange {
  readonly start: number;
  readonly stop: number;
  readonly slow: boolean;
}

async function exchange({ line }: Call, clock: WallClock, index: number): Promise<Exchange> {
  const slow = index % 2 === 1;
  const phase = Math.floor(index / 2) % phases;
  const pieces = spoken(`trial-${index}`, inPieces(tone(pitch, voiceRate, 1), voiceRate, 0.2));
  await pass(150);
  const start = atPhase(clock, phase);
  if (slow) hold(clock, start + delay);
  for (const text of pieces) line.send(text);
  await pass(300);
  const stop = atPhase(clock, phase);
  if (slow) hold(clock, stop + delay);
  line.send(userInterruption());
  await pass(150);
  line.send(assistantEnd);
  return { start, stop, slow };
}

/** A silence of known length in what the server sends, and a step of known height in what the page plays. */
async function brokenSine(stage: Stage): Promise<Trial[]> {
  const gap = 30;
  const silent = tone(pitch, voiceRate, 2);
  silent.fill(0, voiceRate, voiceRate + (gap / 1000) * voiceRate);
  const heard = await onCall(stage, 'bare', async (call) => {
    for (const text of spoken('broken', inPieces(silent, voiceRate, 0.2))) call.line.send(text);
    call.line.send(assistantEnd);
    await pass(2_500);
    return readPlayback(call);
  });
  const step = 0.02;
  const stepped = await onCall(stage, 'none', async (call) => {
    await call.page.evaluate(([hz, height]) => window.bench.playStep(hz, height), [
      pitch,
      step,
    ] as const);
    return readPlayback(call);
  });
  return [
    {
      what: 'a silence in a sine',
      unit: 'ms',
      known: gap,
      measured: heard.gaps.reduce((sum, { length }) => sum + length, 0),
    },
    { what: 'a step in a sine', unit: '', known: step, measured: stepped.largestBreak },
  ];
}

/** The main thread busy for a known share of the time. */
function busyThread(stage: Stage): Promise<Trial> {
  return onCall(stage, 'none', async (call) => {
    const share = async (busy: number): Promise<number> => {
      await call.page.evaluate((length) => window.bench.blockMainThread(length, 200), busy);
      const { share } = await measureMainThread(call, async () => {
        await pass(4_000);
        return 0;
      });
      await call.page.evaluate(() => window.bench.blockMainThread(0, 0));
      return share * 100;
    };
    const idle = await share(0);
    return {
      what: 'main thread kept busy 4 ms in 200',
      unit: '% of a core',
      known: 2,
      measured: (await share(4)) - idle,
    };
  });
}

/** Something of known size on the heap. */
function fullHeap(stage: Stage): Promise<Trial> {
  return onCall(stage, 'none', async ({ page, cdp }) => {
    const heaps = await ThreadHeaps.attach(cdp);
    const before = await heaps.used();
    await page.evaluate(() => window.bench.hoard(8));
    const measured = ((await heaps.used()) - before) / 1_048_576;
    return { what: 'an array kept on the heap', unit: 'MB', known: 8, measured };
  });
}

/** Waits, busily, for the next time that is so many ms after a multiple of 10. */
function atPhase(clock: WallClock, phase: number): number {
  const time = Math.ceil(clock.now() / 10) * 10 + phase;
  hold(clock, time);
  return time;
}

function hold(clock: WallClock, time: number): void {
  while (clock.now() < time);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
