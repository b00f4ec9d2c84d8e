import { afterAll, expect, it } from 'vitest';
import { createFliteSynthesiser } from './flite.ts';

const flite = createFliteSynthesiser();
afterAll(() => flite.close());

it('speaks at 16 kHz in each of its voices', async () => {
  const lengths = new Set<number>();
  for (const voice of flite.voices) {
    const { samples, sampleRate } = await flite.speak('Hello there, how are you?', voice);
    expect(sampleRate).toBe(16_000);
    expect(samples.length / sampleRate).toBeGreaterThan(1);
    expect(Math.max(...samples)).toBeGreaterThan(3000);
    lengths.add(samples.length);
  }
  expect(lengths.size).toBe(flite.voices.length);
});

it('the same text and voice give the same samples; an unknown voice is the default', async () => {
  const first = await flite.speak('Once more.', 'slt');
  expect(await flite.speak('Once more.', 'slt')).toEqual(first);
  expect(await flite.speak('Once more.', 'a-voice-of-another-service')).toEqual(first);
});

it.each(['', '?!', '\u0000\u0007', '\ud83c'])('of %j nothing is said', async (text) => {
  expect((await flite.speak(text, 'slt')).samples).toHaveLength(0);
});

it('what would take too long to say is cut off', async () => {
  const { samples, sampleRate } = await flite.speak('1 2 3 4 5 6 7 8 9 '.repeat(100), 'kal16');
  expect(samples.length / sampleRate).toBe(60);
});

it.each(['-o /tmp/x', '--help', 'héllo 中文 "quotes" & <tags>', '$(exit)', '%s%n'])(
  'text is text, whatever it looks like: %j',
  async (text) => {
    const { samples } = await flite.speak(text, 'slt');
    expect(samples.length).toBeGreaterThan(0);
  },
);

it('speech nobody wants any more leaves the queue', async () => {
  const unwanted = new AbortController();
  const first = flite.speak('This is being spoken.', 'slt');
  const second = flite.speak('This is not.', 'slt', unwanted.signal);
  unwanted.abort(new Error('not wanted'));
  await expect(second).rejects.toThrow('not wanted');
  await first;
});

it('speaking does not hold up the event loop', async () => {
  let longest = 0;
  let last = performance.now();
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await flite.speak(
    'This sentence is long enough to take a while, which is what this is about. '.repeat(3),
    'slt',
  );
  clearInterval(ticking);
  // On one thread it would be the whole time of the synthesis, about 200 ms.
  expect(longest).toBeLessThan(100);
});

it('a closed synthesiser rejects with a typed error', async () => {
  const other = createFliteSynthesiser();
  await other.close();
  await expect(other.speak('Hello.', 'slt')).rejects.toMatchObject({ reason: 'engine-failed' });
});
