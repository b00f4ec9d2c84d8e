import { expect, test } from 'vitest';
import { report } from './support/figures.ts';
import { rig, told } from './support/rig.ts';

/** ms before an attempt to reconnect: far from a whole second, to which a hidden page's timers are put off. */
const delay = 200;

test('a tab in the background keeps its heartbeat, and its line is back as soon as the policy says', async () => {
  await using stage = await rig({ tab: true });
  const { page, proxy } = stage;
  const status = (): Promise<string> =>
    page.evaluate(() => window.rig.client.state.connection.status);
  await page.evaluate(([url, ms]) => window.rig.make({ url }, ms), [proxy.url, delay] as const);
  expect(await page.evaluate(() => window.rig.connect())).toBe('');

  // Another tab comes to the front, and the page's own timers show what that means.
  const other = await page.context().newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
  await page.evaluate(() => {
    const beats: number[] = [];
    Object.assign(window, { beats });
    setInterval(() => beats.push(performance.now()), 100);
  });

  // The line stalls without a word, and the server is asked whether it is there.
  const lost = (await told(page, 'connection')).length;
  const stalledAt = Date.now();
  proxy.stall();
  await expect.poll(status, { timeout: 30_000 }).toBe('reconnecting');
  proxy.flow();
  await expect.poll(status).toBe('connected');
  const found = ((await told(page, 'connection'))[lost]?.at ?? Infinity) - stalledAt;

  // The line breaks, again and again.
  const back: number[] = [];
  for (let cut = 0; cut < 5; cut += 1) {
    const { lines } = proxy;
    const cutAt = Date.now();
    proxy.cut();
    await expect.poll(() => proxy.lines, { interval: 5 }).toBe(lines + 1);
    back.push(Date.now() - cutAt);
    await expect.poll(status).toBe('connected');
  }

  const beats = await page.evaluate(() => (window as unknown as { beats: number[] }).beats);
  const apart = beats.slice(1).map((at, i) => at - (beats[i] ?? at));
  report(
    `background tab: the page's timer of 100 ms ran every ${middle(apart).toFixed(0)} ms; a policy of ${delay} ms dialled after ${back.join(', ')} ms; dead line found after ${(found / 1000).toFixed(1)} s`,
  );
  expect(middle(apart), "ms between two ticks of the page's own timer").toBeGreaterThan(950);
  expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
  expect(Math.min(...back)).toBeGreaterThanOrEqual(delay);
  expect(middle(back), 'ms until the line was dialled again').toBeLessThan(delay + 250);
  // The first question, after 3 s of silence, may have been answered before: the second comes 12 s later.
  expect(found, 'ms until the dead line was found').toBeLessThan(25_000);
});

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
