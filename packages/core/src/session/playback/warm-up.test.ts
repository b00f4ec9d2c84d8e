import { expect, onTestFinished, test, vi } from 'vitest';
import { ManualClock } from '../../../test/support/manual-clock.ts';
import { TurnMeter } from '../metrics.ts';
import { Player } from './player.ts';

function attached(): { clock: ManualClock; player: Player; computed: () => number } {
  const clock = new ManualClock();
  const player = new Player(clock, new TurnMeter(), () => undefined);
  // A root for each weight of a filter, and nowhere else.
  const roots = vi.spyOn(Math, 'sqrt');
  onTestFinished(() => roots.mockRestore());
  player.attach({ sampleRate: 44_100, port: { postMessage: () => undefined } });
  return { clock, player, computed: () => roots.mock.calls.length };
}

test('a player that is given its speaker computes no filter there and then: a greeting may wait behind it', () => {
  const { clock, computed } = attached();
  expect(computed()).toBe(0);
  clock.pass(1);
  expect(computed()).toBeGreaterThan(0);
  expect(clock.pending).toBe(0);
});

test('a player that is done with warms nothing up any more', () => {
  const { clock, player, computed } = attached();
  player.dispose();
  clock.pass(1);
  expect([computed(), clock.pending]).toEqual([0, 0]);
});
