import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { CapturePipeline } from './capture/capture-pipeline.ts';
import { Ducker } from './playback/ducker.ts';
import { EchoMeter } from './playback/echo-meter.ts';
import { AdaptiveJitterPolicy } from './playback/jitter-policy.ts';
import { PlaybackQueue } from './playback/playback-queue.ts';
import { Stretcher } from './playback/stretcher.ts';
import { noise } from '../../test/support/test-signals.ts';

// No allocation per render quantum but the chunk that is handed over. Counted: bytes that the heap has grown by after
// many quanta without a collection between.

vi.setConfig({ testTimeout: 60_000 });
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const rate = 48_000;
const quantum = 128;
const quanta = 4_000;

/**
 * Heap bytes that one call leaves behind, once the engine has compiled what it calls: the third lowest of nine rounds, since the
 * engine collects in one or two, and a leak is in all of them. On a busy machine it compiles late, and until then numbers lie on
 * the heap: there are more rounds then, until it comes to less than `bound`.
 */
async function bytesPerCall(call: (at: number) => void, bound = () => Infinity): Promise<number> {
  for (let at = 0; at < 5 * quanta; at += 1) call(at);
  const rounds: number[] = [];
  const bytes = () => rounds.sort((a, b) => a - b)[2] ?? NaN;
  while (rounds.length < 9 || (rounds.length < 60 && bytes() >= bound())) {
    // Leaves the processor to the thread that compiles.
    await pause(rounds.length < 9 ? 1 : 100);
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < quanta; at += 1) call(at);
    rounds.push((process.memoryUsage().heapUsed - before) / quanta);
  }
  return bytes();
}

const nothing = (): number => 2;
const report = (): void => undefined;

test('the count sees a single small object per quantum', async () => {
  const output = new Float32Array(quantum);
  let kept: object | null = null;
  const bytes = await bytesPerCall((at) => {
    output.fill(at);
    kept = { at };
  });
  expect(kept).not.toBeNull();
  expect(bytes).toBeGreaterThan(12);
});

test.each([44_100, 48_000])('at %i Hz capturing allocates nothing but its chunks', async (from) => {
  let chunks = 0;
  const format = { sampleRate: 16_000, chunkDuration: 100 };
  const pipeline = new CapturePipeline(from, format, () => (chunks += 1));
  const input = noise(quantum, 0.1);
  let calls = 0;
  const bound = (): number => (400 * chunks) / calls + 2;
  const bytes = await bytesPerCall(() => {
    calls += 1;
    pipeline.process(input, calls * quantum);
  }, bound);
  // An ArrayBuffer and the array that looks at it; their 1,600 samples lie outside the heap.
  expect(bytes).toBeLessThan(bound());
});

test('push-to-talk, its pre-roll and the echo guard allocate nothing but the chunks', async () => {
  let chunks = 0;
  const format = { sampleRate: 16_000, chunkDuration: 100 };
  const pipeline = new CapturePipeline(rate, format, () => (chunks += 1), {
    pushToTalk: true,
    echoGuard: true,
  });
  const input = noise(quantum, 0.1);
  let calls = 0;
  pipeline.echo = 0.001;
  const bound = (): number => (400 * chunks) / calls + 2;
  const bytes = await bytesPerCall((at) => {
    calls += 1;
    pipeline.talking = at % 500 > 250;
    pipeline.process(input, calls * quantum);
  }, bound);
  expect(bytes).toBeLessThan(bound());
});

test('metering echoes and ducking allocate nothing', async () => {
  const meter = new EchoMeter(rate);
  const ducker = new Ducker(rate);
  const sound = noise(quantum, 0.1);
  let frame = 0;
  const bytes = await bytesPerCall((at) => {
    frame += quantum;
    meter.process(sound);
    ducker.update(at % 1_000 > 500, true, frame);
  }, nothing);
  expect(bytes).toBeLessThan(nothing());
});

test('playing allocates nothing', async () => {
  const queue = new PlaybackQueue({
    sampleRate: rate,
    fadeDuration: 6,
    policy: new AdaptiveJitterPolicy(),
    report,
  });
  const output = new Float32Array(quantum);
  let frame = 0;
  queue.enqueue('a', new Float32Array(quantum * 30 * quanta));
  const bytes = await bytesPerCall(() => {
    frame += quantum;
    queue.render(output, frame);
  }, nothing);
  expect(bytes).toBeLessThan(nothing());
});

test('stretching, and making up for it, allocates nothing', async () => {
  const stretcher = new Stretcher(rate);
  const output = noise(quantum, 0.1);
  let joints = 0;
  const bytes = await bytesPerCall((at) => {
    if (stretcher.replaying) stretcher.replay(output, 0);
    else if (at % 8 === 0) joints += stretcher.lengthen(Infinity);
    else {
      for (let i = 0; i < stretcher.lookahead; i += 1) stretcher.look(i, output[i % quantum] ?? 0);
      joints += stretcher.shorten(Infinity);
      stretcher.play(output, 0, quantum);
    }
  }, nothing);
  expect(joints).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(nothing());
});

test('being silent, dry or held back allocates nothing', async () => {
  const silent = new PlaybackQueue({
    sampleRate: rate,
    fadeDuration: 6,
    policy: new AdaptiveJitterPolicy(),
    report,
  });
  const dry = new PlaybackQueue({
    sampleRate: rate,
    fadeDuration: 6,
    policy: new AdaptiveJitterPolicy(),
    report,
  });
  const held = new PlaybackQueue({
    sampleRate: rate,
    fadeDuration: 6,
    policy: { target: () => 1e6, underrun: () => undefined },
    report,
  });
  dry.enqueue('a', new Float32Array(1_000));
  held.enqueue('a', new Float32Array(1_000));
  const output = new Float32Array(quantum);
  let frame = 0;
  const bytes = await bytesPerCall(() => {
    frame += quantum;
    silent.render(output, frame);
    dry.render(output, frame);
    held.render(output, frame);
  }, nothing);
  expect(bytes).toBeLessThan(nothing());
});
