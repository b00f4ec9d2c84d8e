import { expect, test } from 'vitest';
import { report } from './support/figures.ts';
import { rig, told } from './support/rig.ts';

test('a line that stalls without a word is found dead within 10 s, and the conversation comes back', async () => {
  await using stage = await rig({});
  const { page, proxy } = stage;
  await page.evaluate((url) => window.rig.make({ url }, 50), proxy.url);
  expect(await page.evaluate(() => window.rig.connect())).toBe('');
  await expect
    .poll(() => proxy.passed.filter(({ type }) => type === 'audio_input').length)
    .toBeGreaterThan(50);
  const stalledAt = Date.now();
  proxy.stall();
  await expect
    .poll(() => page.evaluate(() => window.rig.client.state.connection.status))
    .toBe('reconnecting');
  const [lost] = (await told(page, 'connection')).filter(
    ({ connection }) => connection.status === 'reconnecting',
  );
  const found = (lost?.at ?? Infinity) - stalledAt;
  report(`heartbeat: a stalled line was found dead after ${(found / 1000).toFixed(1)} s`);
  // Looks are counted: on a machine that is busy a look may come late.
  expect(found).toBeLessThan(12_000);
  expect(lost?.connection).toMatchObject({ attempt: 1, delay: 50 });
  proxy.flow();
  await expect
    .poll(() => page.evaluate(() => window.rig.client.state.connection.status))
    .toBe('connected');
});
