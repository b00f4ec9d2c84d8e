import { afterAll, expect, it } from 'vitest';
import { createFliteSynthesiser } from '../synthesis/flite.ts';
import { createFvadVoiceActivity } from './fvad.ts';

const flite = createFliteSynthesiser();
afterAll(() => flite.close());

/** The share of frames in which a voice is found. */
async function voicedShare(samples: Int16Array): Promise<number> {
  const decisions: number[] = [];
  const engine = await createFvadVoiceActivity();
  const detector = engine.open((probability) => decisions.push(probability));
  const { frameLength } = engine;
  for (let at = 0; at + frameLength <= samples.length; at += frameLength) {
    detector.push(samples.slice(at, at + frameLength));
  }
  detector.close();
  return decisions.filter((probability) => probability > 0.5).length / decisions.length;
}

it('a voice is found in speech', async () => {
  const { samples } = await flite.speak('I would rather go swimming tomorrow morning.', 'slt');
  expect(await voicedShare(samples)).toBeGreaterThan(0.7);
});

it('none is found in silence or steady noise', async () => {
  let seed = 3;
  const noise = Int16Array.from({ length: 160_000 }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * 1000;
  });
  expect(await voicedShare(new Int16Array(16_000))).toBe(0);
  expect(await voicedShare(noise)).toBeLessThan(0.05);
});

it('detectors are independent, and a closed one hears nothing', async () => {
  const { samples } = await flite.speak('Hello there.', 'slt');
  const engine = await createFvadVoiceActivity();
  const { frameLength } = engine;
  const heard: string[] = [];
  const a = engine.open((probability) => heard.push(`a ${probability}`));
  const b = engine.open((probability) => heard.push(`b ${probability}`));
  const frame = samples.subarray(8000, 8000 + frameLength);
  b.push(new Int16Array(frameLength));
  a.push(frame);
  a.close();
  a.close();
  a.push(frame);
  b.close();
  expect(heard).toEqual(['b 0', 'a 1']);
});
