import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Ear, joined } from '../support/ear.ts';

// The short form of `npm run bench:ear`: noises that are made here and Flite's voices through the engines that a server has.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const rate = 16_000;
let ear: Ear;

beforeAll(async () => {
  ear = await Ear.open();
});

afterAll(() => ear.close());

let seed = 5;
const random = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647 - 0.5;
};
const made = (seconds: number, sample: (i: number) => number) =>
  Int16Array.from({ length: seconds * rate }, (_, i) => sample(i));
const sine = (hz: number, i: number) => Math.sin((2 * Math.PI * hz * i) / rate);

const noises: [string, () => Int16Array][] = [
  ['knocking', () => made(2, (i) => 20_000 * random() * Math.exp(-(i % 3200) / 300))],
  ['typing', () => made(2, (i) => 8000 * random() * Math.exp(-(i % 1900) / 80))],
  ['a fan', () => made(2, () => 4000 * random())],
  ['a door', () => made(1, (i) => 25_000 * (random() + sine(60, i)) * Math.exp(-i / 2000))],
  ['a horn', () => made(1, (i) => 6000 * (sine(400, i) + sine(500, i)))],
  [
    'a melody',
    () => made(2, (i) => 9000 * sine(262 * 1.25 ** (i >> 13), i) * Math.exp(-(i % 8192) / 3000)),
  ],
  ['a square wave of full scale', () => made(1, (i) => (i % 100 < 50 ? 32_767 : -32_768))],
  ['hum', () => made(2, (i) => 5000 * sine(50, i))],
];

it.each(noises)('%s ends no answer, and is no turn', async (_, noise) => {
  const { interrupted, turns, dismissed } = await ear.hear(noise(), true);
  expect({ interrupted, turns, dismissed }).toEqual({
    interrupted: false,
    turns: [],
    dismissed: true,
  });
});

it('digital silence is nothing at all', async () => {
  expect(await ear.hear(new Int16Array(3 * rate), true)).toMatchObject({
    interrupted: false,
    dismissed: false,
    turns: [],
  });
});

it.each([0, 20])('speech that begins %i ms into a call is heard whole', async (before) => {
  const { turns } = await ear.hear(await ear.say('What time is it?'), false, before);
  expect(turns.map(({ text }) => text)).toEqual(['what time is it']);
});

it('back-channels leave the assistant speaking, and words end the answer', async () => {
  const interrupts = async (texts: string[]) => {
    const heard: string[] = [];
    for (const [i, text] of texts.entries()) {
      const { interrupted } = await ear.hear(await ear.say(text, i % 2 ? 'rms' : 'slt'), true);
      if (interrupted) heard.push(text);
    }
    return heard;
  };
  expect((await interrupts(['Yeah.', 'Right.', 'Okay.', 'I see.'])).length).toBeLessThanOrEqual(1);
  const words = ['Stop.', 'Wait.', 'No.', 'Hold on.', 'Excuse me.', 'I would rather go home.'];
  expect((await interrupts(words)).length).toBeGreaterThanOrEqual(words.length - 1);
});

it.each([
  [400, 'My name is', 'Peter.'],
  [600, 'Tell me a', 'long story.'],
  [900, 'What is seven', 'plus five?'],
])('a pause of %i ms in mid-sentence splits no turn', async (ms, first, second) => {
  const pause = new Int16Array((ms * rate) / 1000);
  const { turns } = await ear.hear(
    joined(await ear.say(first), pause, await ear.say(second)),
    false,
  );
  expect(turns).toHaveLength(1);
});

it('a finished question is over after half a second', async () => {
  const { turns } = await ear.hear(await ear.say('What time is it?'), false);
  expect(turns.map(({ text }) => text)).toEqual(['what time is it']);
  expect(turns[0]?.silentMs).toBeLessThanOrEqual(600);
  expect(ear.logged).toEqual([]);
});
