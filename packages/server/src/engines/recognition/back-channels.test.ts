import { afterAll, expect, it } from 'vitest';
import { createBackChannels } from './back-channels.ts';
import { createFliteSynthesiser } from '../synthesis/flite.ts';

const flite = createFliteSynthesiser();
const backChannels = createBackChannels();

afterAll(async () => {
  await Promise.all([backChannels.close(), flite.close()]);
});

/** The first part of it, as far as it is looked at before it is long. */
const spoken = async (text: string, voice: string) =>
  (await flite.speak(text, voice)).samples.subarray(0, 0.6 * 16_000);

it.each(['yeah', 'right', 'okay', 'I see'])('%s is a back-channel', async (text) => {
  expect(await backChannels.listen(await spoken(text, 'slt'))).toBe('back-channel');
});

it.each(['stop', 'wait', 'no'])('%s is a command, whoever says it', async (text) => {
  for (const voice of ['slt', 'rms']) {
    expect(await backChannels.listen(await spoken(text, voice))).toBe('command');
  }
});

it.each(['hold on', 'excuse me', 'I would rather go swimming', 'tell me more'])(
  '%s is no back-channel, whoever says it',
  async (text) => {
    for (const voice of ['slt', 'rms']) {
      expect(await backChannels.listen(await spoken(text, voice))).not.toBe('back-channel');
    }
  },
);

it('German “nein” is a command as well', async () => {
  expect(await backChannels.listen(await spoken('nine', 'rms'))).toBe('command');
});
