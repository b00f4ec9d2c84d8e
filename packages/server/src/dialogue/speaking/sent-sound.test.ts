import { bytesToBase64 } from '@vivavoce/evi';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../../test/support/virtual-clock.ts';
import { writeWav } from '../../audio/wav.ts';
import { SentSound } from './sent-sound.ts';

const second = { samples: new Int16Array(16_000).fill(1), sampleRate: 16_000 };
const again = (index: number) => ({ id: 'a', index, data: bytesToBase64(writeWav(second)) });

function sound() {
  const clock = new VirtualClock();
  const heard: { from: number; ms: number }[] = [];
  const sent = new SentSound(clock, {
    speak: ({ samples }, from) => heard.push({ from, ms: samples.length / 16 }),
    stopPlayback: () => heard.push({ from: clock.now(), ms: 0 }),
  });
  const send = (index: number) => {
    sent.send({ id: 'a', index }, second);
  };
  const confirm = (index: number) => {
    sent.confirm({ id: 'a', index });
  };
  return { clock, heard, sent, send, confirm };
}

it('what the client has confirmed is recorded, once, from when it was to be heard', () => {
  const { clock, heard, sent, send, confirm } = sound();
  send(0);
  send(1);
  expect(sent.until).toBe(2150);
  clock.advance(500);
  confirm(0);
  confirm(0);
  expect(heard).toEqual([{ from: 150, ms: 1000 }]);
  confirm(1);
  expect(heard[1]).toEqual({ from: 1150, ms: 1000 });
});

it('what is sent again sounds from then, behind what the client has; what it never confirmed was not heard', () => {
  const { clock, heard, sent, send, confirm } = sound();
  for (const index of [0, 1, 2]) send(index);
  confirm(0);
  clock.advance(600);
  sent.sendAgain([again(2)]);
  expect(sent.until).toBe(2150);
  confirm(1);
  confirm(2);
  expect(heard).toEqual([
    { from: 150, ms: 1000 },
    { from: 1150, ms: 1000 },
  ]);
});

it('what is sent again when all was silent is no silence', () => {
  const { clock, sent, send } = sound();
  send(0);
  clock.advance(20_000);
  expect(sent.sounding).toBe(false);
  sent.sendAgain([again(0)]);
  expect(sent.sounding).toBe(true);
  expect(sent.until).toBe(21_150);
});

it('where nothing is sent again, only what was confirmed still sounds', () => {
  const { sent, send, confirm } = sound();
  send(0);
  send(1);
  confirm(0);
  sent.sendAgain([]);
  expect(sent.until).toBe(1150);
});

it('of what is confirmed after the client was told to fall silent, only what it played until then was heard', () => {
  const { clock, heard, sent, send, confirm } = sound();
  send(0);
  send(1);
  clock.advance(650);
  sent.silence();
  expect(sent.sounding).toBe(false);
  confirm(0);
  confirm(1);
  expect(heard).toEqual([
    { from: 650, ms: 0 },
    { from: 150, ms: 500 },
  ]);
});

it('a client that confirms nothing fills no memory', () => {
  const { heard, send, confirm } = sound();
  for (let index = 0; index < 1000; index++) send(index);
  for (let index = 0; index < 1000; index++) confirm(index);
  expect(heard).toHaveLength(250);
});

it('no small piece is missing from what was heard, however many came before the first was confirmed', () => {
  const { heard, sent, confirm } = sound();
  const piece = { samples: new Int16Array(640), sampleRate: 16_000 };
  for (let index = 0; index < 750; index++) sent.send({ id: 'a', index }, piece);
  for (let index = 0; index < 750; index++) confirm(index);
  expect(heard).toHaveLength(750);
});
