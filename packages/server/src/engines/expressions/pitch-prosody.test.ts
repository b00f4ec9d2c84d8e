import { afterAll, expect, it } from 'vitest';
import { expressionNames } from '@vivavoce/evi';
import { createFliteSynthesiser } from '../synthesis/flite.ts';
import { createPitchProsody, measureVoice } from './pitch-prosody.ts';

const flite = createFliteSynthesiser();
const prosody = createPitchProsody();
afterAll(() => flite.close());

const sampleRate = 16_000;

function tone(hz: number, seconds = 1): Int16Array {
  return Int16Array.from(
    { length: seconds * sampleRate },
    (_, i) => 8000 * Math.sin((2 * Math.PI * hz * i) / sampleRate),
  );
}

it.each([80, 120, 220, 400])('the pitch of a tone of %i Hz is measured', async (hz) => {
  const { pitchHz, pitchSpread } = await measureVoice({ samples: tone(hz), sampleRate });
  expect(Math.abs(pitchHz / hz - 1)).toBeLessThan(0.01);
  expect(pitchSpread).toBeLessThan(0.1);
});

it('hills of loudness are counted', async () => {
  const samples = tone(150, 2).map(
    (sample, i) => sample * Math.max(0, Math.sin((2 * Math.PI * 2 * i) / sampleRate)),
  );
  const { syllablesPerSecond } = await measureVoice({ samples, sampleRate });
  expect(syllablesPerSecond).toBeCloseTo(2, 0);
});

it('48 scores from 0 to 1, the same for the same audio', async () => {
  const speech = await flite.speak('Hello there, how are you today?', 'slt');
  const scores = await prosody.score(speech);
  expect(Object.keys(scores)).toEqual([...expressionNames]);
  for (const score of Object.values(scores)) {
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(1);
  }
  expect(await prosody.score(speech)).toEqual(scores);
});

it('a loud, fast, lively voice scores higher in excitement than a soft, slow, flat one', async () => {
  const lively = Int16Array.from({ length: 2 * sampleRate }, (_, i) => {
    const t = i / sampleRate;
    const phase =
      2 * Math.PI * (220 * t - (60 / (2 * Math.PI * 2)) * Math.cos(2 * Math.PI * 2 * t));
    return 20_000 * Math.sin(phase) * Math.max(0.05, Math.sin(2 * Math.PI * 5 * t));
  });
  const flat = tone(100, 2).map(
    (sample, i) => (sample / 20) * Math.max(0, Math.sin((2 * Math.PI * i) / sampleRate)),
  );
  const excited = await prosody.score({ samples: lively, sampleRate });
  const tired = await prosody.score({ samples: flat, sampleRate });
  expect(excited.Excitement).toBeGreaterThan(tired.Excitement);
  expect(tired.Tiredness).toBeGreaterThan(excited.Tiredness);
});

it.each([0, 1, 300, 16_000])('%i samples of silence have scores, not NaN', async (length) => {
  const scores = await prosody.score({ samples: new Int16Array(length), sampleRate });
  expect(Object.values(scores).every(Number.isFinite)).toBe(true);
});

it('it says that it is a heuristic', () => {
  expect(prosody.heuristic).toBe(true);
});

it('thirty seconds are scored without holding up the event loop', async () => {
  const samples = tone(200, 30);
  await prosody.score({ samples: tone(200), sampleRate });
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  await prosody.score({ samples, sampleRate });
  clearInterval(counting);
  expect(turns).toBeGreaterThan(5);
});
