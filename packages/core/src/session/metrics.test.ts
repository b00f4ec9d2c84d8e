import { expect, test } from 'vitest';
import { TurnMeter } from './metrics.ts';

test('an exchange is measured from the end of speech to the first sample, and to silence', () => {
  const meter = new TurnMeter();
  // The detector goes on hearing a voice for 250 ms.
  meter.userHeard(1250);
  meter.speechEnded();
  meter.userHeard(1600);
  meter.soundArrived(1700);
  meter.soundArrived(1750);
  meter.soundStarted(1708);
  meter.soundStarted(3000);
  meter.underran();
  meter.interrupted(4000);
  meter.silenced(4009);
  const turn = meter.finish();
  expect(meter.latest).toBe(turn);
  expect(turn).toEqual({
    responseDelay: 708,
    playbackDelay: 8,
    interruptionDelay: 9,
    underruns: 1,
  });
});

test('a typed exchange has no speech to measure from', () => {
  const meter = new TurnMeter();
  meter.userHeard(5);
  meter.typed();
  meter.speechEnded();
  meter.soundArrived(10);
  meter.soundStarted(20);
  expect(meter.finish()).toEqual({
    responseDelay: null,
    playbackDelay: 10,
    interruptionDelay: null,
    underruns: 0,
  });
});

test('an exchange without sound is none, and nothing of it reaches the next', () => {
  const meter = new TurnMeter();
  meter.userHeard(1);
  meter.speechEnded();
  meter.interrupted(2);
  expect(meter.finish()).toBeNull();
  meter.speechEnded();
  meter.soundArrived(10);
  meter.soundStarted(20);
  expect(meter.finish()).toMatchObject({ responseDelay: null, interruptionDelay: null });
});
