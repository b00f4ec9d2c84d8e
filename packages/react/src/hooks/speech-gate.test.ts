import { expect, test } from 'vitest';
import { SpeechGate } from './speech-gate.ts';

/** What it says at the end of these, each a level for so many ms, read ten times a second. */
function after(...sounds: readonly (readonly [level: number, ms: number])[]): boolean {
  const gate = new SpeechGate();
  let now = 0;
  let speaks = false;
  for (const [level, ms] of sounds)
    for (const end = now + ms; now < end;) speaks = gate.hear(level, (now += 100));
  return speaks;
}

test.each([
  [
    'speech in a quiet room',
    true,
    [
      [0.002, 1000],
      [0.1, 500],
    ],
  ],
  [
    'speech above a fan',
    true,
    [
      [0.03, 20_000],
      [0.2, 500],
    ],
  ],
  [
    'a short pause in speech',
    true,
    [
      [0.1, 500],
      [0.002, 800],
    ],
  ],
  [
    'a knock',
    false,
    [
      [0.002, 1000],
      [0.5, 100],
      [0.002, 100],
    ],
  ],
  [
    'a knock now and then',
    false,
    [
      [0.4, 100],
      [0.002, 900],
      [0.4, 100],
      [0.002, 900],
      [0.4, 100],
    ],
  ],
  ['a quiet room', false, [[0.004, 5000]]],
  [
    'a fan that was switched on long ago',
    false,
    [
      [0.002, 1000],
      [0.05, 60_000],
    ],
  ],
  [
    'the end of speech',
    false,
    [
      [0.1, 1000],
      [0.002, 1700],
    ],
  ],
  ['nothing at all', false, [[0, 3000]]],
] as const)('%s is speech: %s', (_, speech, sounds) => {
  expect(after(...sounds)).toBe(speech);
});
