import { afterAll, expect, it } from 'vitest';
import { createFliteSynthesiser } from './flite.ts';
import { createFvadVoiceActivity } from './fvad.ts';
import { frameLength } from './voice-activity.ts';

const flite = createFliteSynthesiser();
afterAll(() => flite.close());

/** The share of 20 ms frames in which a voice is found. */
async function voicedShare(samples: Int16Array): Promise<number> {
  const detector = (await createFvadVoiceActivity()).open();
  let voiced = 0;
  const frames = Math.floor(samples.length / frameLength);
  for (let i = 0; i < frames; i++) {
    if (detector.isSpeech(samples.subarray(i * frameLength, (i + 1) * frameLength))) voiced += 1;
  }
  detector.close();
  return voiced / frames;
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
  const [a, b] = [engine.open(), engine.open()];
  const frame = samples.subarray(8000, 8000 + frameLength);
  for (let i = 0; i < 10; i++) b.isSpeech(new Int16Array(frameLength));
  expect(a.isSpeech(frame)).toBe(true);
  a.close();
  a.close();
  expect(a.isSpeech(frame)).toBe(false);
  b.close();
});
