import { expect, test } from 'vitest';
import { TalkGate } from './talk-gate.ts';

const rate = 16_000;
const preRoll = 4_800;
const tail = 3_200;

/** Every sample that goes in is its own number, from 1; a 0 that comes out was made. */
class Rig {
  readonly out: number[] = [];
  readonly gate = new TalkGate(rate, {
    write: (samples, from, to) => void this.out.push(...samples.subarray(from, to)),
  });
  fed = 0;

  feed(count: number, quantum = 43): void {
    for (let left = count; left > 0; left -= quantum) {
      const length = Math.min(quantum, left);
      this.gate.process(
        Float32Array.from({ length }, () => (this.fed += 1)),
        length,
        false,
      );
    }
  }

  /** What passed, as runs from one sample to another, each as long as nothing is missing in it. */
  get runs(): [number, number][] {
    const runs: [number, number][] = [];
    for (const sample of this.out.filter(Boolean)) {
      const last = runs.at(-1);
      if (last?.[1] === sample - 1) last[1] = sample;
      else runs.push([sample, sample]);
    }
    return runs;
  }
}

test('nothing passes without talking, and the clock goes on', () => {
  const rig = new Rig();
  rig.feed(10_000);
  expect(rig.out).toEqual(new Array(10_000).fill(0));
});

test.each([43, 128, 1, 512, 5_000])(
  'in quanta of %i, what passes begins 300 ms before the talking and ends 200 ms after it, to the sample',
  (quantum) => {
    const rig = new Rig();
    rig.feed(10_000, quantum);
    rig.gate.talking = true;
    rig.feed(7_777, quantum);
    rig.gate.talking = false;
    rig.feed(20_000, quantum);
    expect(rig.runs).toEqual([[10_000 - preRoll + 1, 17_777 + tail]]);
  },
);

test('talking at once has the pre-roll there is', () => {
  const rig = new Rig();
  rig.feed(100);
  rig.gate.talking = true;
  rig.feed(100);
  expect(rig.runs).toEqual([[1, 200]]);
});

test('talking that stops at once still sends its pre-roll and its tail', () => {
  const rig = new Rig();
  rig.feed(10_000);
  rig.gate.talking = true;
  rig.gate.talking = false;
  rig.feed(10_000);
  expect(rig.runs).toEqual([[10_000 - preRoll + 1, 10_000 + tail]]);
});

test('talking again in the tail, or soon after it, repeats nothing and leaves nothing out', () => {
  const rig = new Rig();
  rig.feed(10_000);
  rig.gate.talking = true;
  rig.feed(1_000);
  rig.gate.talking = false;
  rig.feed(1_000);
  rig.gate.talking = true;
  rig.feed(1_000);
  rig.gate.talking = false;
  rig.feed(tail + 2_000);
  rig.gate.talking = true;
  rig.feed(500);
  expect(rig.runs).toEqual([[10_000 - preRoll + 1, rig.fed]]);
});

test('stopping without having talked changes nothing', () => {
  const rig = new Rig();
  rig.gate.talking = false;
  rig.feed(10_000);
  expect(rig.runs).toEqual([]);
});

test('a stream that ran ahead by its pre-rolls is with the clock again after a second of silence', () => {
  const rig = new Rig();
  for (let press = 0; press < 20; press += 1) {
    rig.feed(10_000);
    rig.gate.talking = true;
    rig.feed(8_000);
    rig.gate.talking = false;
  }
  rig.feed(tail);
  expect(rig.out.length).toBeGreaterThan(rig.fed);
  rig.feed(rate + 20 * preRoll);
  expect(rig.out.length).toBe(rig.fed);
});
