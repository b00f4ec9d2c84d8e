import { afterAll, expect, it } from 'vitest';
import { createBackChannels } from './back-channels.ts';
import { createFliteSynthesiser } from './flite.ts';

const flite = createFliteSynthesiser();
const backChannels = createBackChannels();

afterAll(async () => {
  await Promise.all([backChannels.close(), flite.close()]);
});

/** The first part of it, as far as it is looked at before it is long. */
const spoken = async (text: string, voice: string) =>
  (await flite.speak(text, voice)).samples.subarray(0, 0.6 * 16_000);

it.each(['yeah', 'right', 'okay', 'I see'])('%s is one', async (text) => {
  expect(await backChannels.isBackChannel(await spoken(text, 'slt'))).toBe(true);
});

it.each([
  'stop',
  'wait',
  'no',
  'hold on',
  'excuse me',
  'I would rather go swimming',
  'tell me more',
])('%s is none, whoever says it', async (text) => {
  for (const voice of ['slt', 'rms']) {
    expect(await backChannels.isBackChannel(await spoken(text, voice))).toBe(false);
  }
});
