import { afterAll, beforeAll, expect, test } from 'vitest';
import { uncaught } from '../journeys/support/watch.ts';
import { long, report } from './support/figures.ts';
import { seeded } from './support/random.ts';
import { told } from './support/rig.ts';
import { connect, early, late, reconnects, SpokenRigs, words } from './support/spoken-rig.ts';

let rigs: SpokenRigs;
beforeAll(async () => {
  rigs = await SpokenRigs.prepare();
});
afterAll(() => rigs[Symbol.dispose]());

async function at(begin: number, seconds: number): Promise<void> {
  await new Promise((settle) => setTimeout(settle, begin + seconds * 1000 - Date.now()));
}

test('what is said while the line is down for 3 s is understood, once', async () => {
  await using stage = await rigs.raise({ early: 4, late: 12 });
  const begin = await connect(stage, 5000, 200);
  await at(begin, 3.5);
  stage.proxy.down();
  await at(begin, 6.5);
  stage.proxy.up();
  await expect.poll(() => words(stage), { timeout: 40_000 }).toEqual([early, late]);
  expect(await reconnects(stage)).toBe(1);
  expect(await uncaught(stage.page)).toEqual([]);
  report('outage of 3 s: what was said in it was understood, once');
});

test('an utterance that was understood is there once, though the line breaks before anybody is told', async () => {
  await using stage = await rigs.raise({ early: 2, late: 6 });
  let told = 0;
  stage.proxy.cutBefore = ({ type, message }) => {
    if (type !== 'user_message' || message['interim'] === true) return false;
    told += 1;
    return told === 1;
  };
  await connect(stage, 15_000, 200);
  await expect.poll(() => words(stage), { timeout: 40_000 }).toEqual([early, late]);
  expect(await reconnects(stage)).toBe(1);
});

test.runIf(long)(
  'a line that stands still for 3 s and goes on loses nothing, and is not given up',
  async () => {
    await using stage = await rigs.raise({ early: 4, late: 12 });
    const begin = await connect(stage, 5000, 200);
    await at(begin, 3.5);
    stage.proxy.stall();
    await at(begin, 6.5);
    stage.proxy.flow();
    await expect.poll(() => words(stage), { timeout: 40_000 }).toEqual([early, late]);
    expect(await reconnects(stage)).toBe(0);
    report('stall of 3 s: nothing lost, no reconnect');
  },
  90_000,
);

test.runIf(long)(
  'of what is said while the line is down for 20 s the last 5 s are understood, once, and the rest is counted',
  async () => {
    await using stage = await rigs.raise({ early: 5, late: 20 });
    const begin = await connect(stage, 5000, 60_000);
    await at(begin, 3);
    stage.proxy.down();
    await at(begin, 23);
    stage.proxy.up();
    await stage.page.evaluate(() => dispatchEvent(new Event('online')));
    await expect.poll(() => words(stage), { timeout: 40_000 }).toEqual([late]);
    const buffer = await told(stage.page, 'speech-buffer');
    const most = Math.max(...buffer.map(({ buffered }) => buffered));
    const dropped = buffer.at(-1)?.dropped ?? 0;
    expect(most).toBe(5000);
    expect(dropped).toBeGreaterThan(12_000);
    expect(await reconnects(stage)).toBe(1);
    report(
      `outage of 20 s: ${most} ms kept, ${dropped} ms dropped, what was in the ring understood once`,
    );
  },
  90_000,
);

test.runIf(long)(
  'over 3G both are understood, in order, and the delay is told',
  async () => {
    await using stage = await rigs.raise({ early: 4, late: 12 });
    stage.proxy.weather = { delay: 150, jitter: 100, bandwidth: { up: 48_000, down: 100_000 } };
    await connect(stage, 5000, 200);
    await expect.poll(() => words(stage), { timeout: 40_000 }).toEqual([early, late]);
    const delay = await stage.page.evaluate(
      async () => (await window.rig.client.readMetrics())?.uplink.delay,
    );
    expect(await reconnects(stage)).toBe(0);
    expect(await uncaught(stage.page)).toEqual([]);
    report(
      `3G (48 kB/s up, 150 to 250 ms): nothing lost; ${Math.round(delay ?? -1)} ms of speech waiting at the end`,
    );
  },
  90_000,
);

test.runIf(long)(
  'over café Wi-Fi, with stalls and cuts, both are understood, in order',
  async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      await using stage = await rigs.raise({ early: 4, late: 12 });
      const { proxy } = stage;
      proxy.weather = { delay: 5, jitter: 80 };
      const random = seeded(seed);
      const begin = await connect(stage, 15_000, 200);
      // One disturbance every 2 s: the line stands still for a while, or breaks.
      for (let second = 2; second < 18; second += 2) {
        await at(begin, second + random());
        if (random() < 0.4) proxy.cut();
        else {
          proxy.stall();
          setTimeout(() => proxy.flow(), 200 + 800 * random());
        }
      }
      await expect
        .poll(() => words(stage), { timeout: 40_000, message: `seed ${seed}` })
        .toEqual([early, late]);
      expect(await uncaught(stage.page)).toEqual([]);
      // A server that complained had heard something it could not read.
      expect(await told(stage.page, 'error')).toEqual([]);
      report(
        `café Wi-Fi, seed ${seed}: ${await reconnects(stage)} reconnects, nothing lost or doubled`,
      );
    }
  },
  400_000,
);
