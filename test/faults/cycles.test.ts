import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { audioOutput, sine } from '../../packages/core/test/support/wave.ts';
import { uncaught } from '../journeys/support/watch.ts';
import { long, report } from './support/figures.ts';
import { rig } from './support/rig.ts';
import type { Rig } from './support/rig.ts';
import { greet, startRudeServer } from './support/rude-server.ts';
import type { RudeServer } from './support/rude-server.ts';

const cycles = long ? 200 : 12;
const aborts = long ? 50 : 3;

/** How often is looked, and what ends a cycle that hangs, in ms. */
const quick = { interval: 10 };
const patience = 20_000;

/** Timers and listeners of the page that are set at this moment. */
interface Counted {
  readonly timers: Set<number>;
  listeners: number;
  /** Delays of timers of two seconds and more that ran out: nobody took them back when what they waited for was there. */
  readonly ranOut: number[];
}

declare global {
  interface Window {
    counted: Counted;
  }
}

let server: RudeServer;
let stage: Rig;
let lines: WebSocket[] = [];

beforeAll(async () => {
  server = await startRudeServer();
  stage = await rig({ port: server.port });
  await count(stage.page);
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await server.stop();
});

/** Counts from outside: by wrapping the platform before the page's own scripts run. */
async function count(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counted: Counted = { timers: new Set(), listeners: 0, ranOut: [] };
    window.counted = counted;
    const { setTimeout, clearTimeout, setInterval, clearInterval } = window;
    window.setTimeout = ((task: () => void, delay = 0) => {
      const id = setTimeout(() => {
        counted.timers.delete(id);
        if (delay >= 2000) counted.ranOut.push(delay);
        task();
      }, delay);
      counted.timers.add(id);
      return id;
    }) as typeof window.setTimeout;
    window.clearTimeout = (id) => {
      counted.timers.delete(Number(id));
      clearTimeout(id);
    };
    window.setInterval = ((task: () => void, delay?: number) => {
      const id = setInterval(task, delay);
      counted.timers.add(id);
      return id;
    }) as typeof window.setInterval;
    window.clearInterval = (id) => {
      counted.timers.delete(Number(id));
      clearInterval(id);
    };
    // What outlives a call: the page's own objects. Those of a context or a track go with it.
    for (const target of [window, document, navigator.mediaDevices] as EventTarget[]) {
      const added = new Set<unknown>();
      const add = target.addEventListener.bind(target);
      const remove = target.removeEventListener.bind(target);
      target.addEventListener = (
        type: string,
        listener: EventListenerOrEventListenerObject | null,
        options?: AddEventListenerOptions | boolean,
      ) => {
        if (!added.has(listener)) counted.listeners += 1;
        added.add(listener);
        add(type, listener, options);
      };
      target.removeEventListener = (
        type: string,
        listener: EventListenerOrEventListenerObject | null,
        options?: EventListenerOptions | boolean,
      ) => {
        if (added.delete(listener)) counted.listeners -= 1;
        remove(type, listener, options);
      };
    }
  });
  await page.reload();
  await page.waitForFunction(() => 'rig' in window);
  // What was there before the first call is not the client's.
  await page.evaluate(() => (window.counted.listeners = 0));
}

const open = async (): Promise<Record<string, number>> => ({
  ...(await stage.page.evaluate(() => ({
    tracks: window.watched.tracks.filter(({ readyState }) => readyState === 'live').length,
    contexts: window.watched.contexts.filter(({ state }) => state !== 'closed').length,
    timers: window.counted.timers.size,
    listeners: window.counted.listeners,
  }))),
  workers: stage.page.workers().length,
  sockets: stage.proxy.open,
});

const nothing = { tracks: 0, contexts: 0, timers: 0, listeners: 0, workers: 0, sockets: 0 };

async function nothingOpen(where: string): Promise<void> {
  await expect.poll(open, { message: where, ...quick, timeout: patience }).toEqual(nothing);
}

/** And it was not time that ended any of it. */
async function nothingRanOut(): Promise<void> {
  expect(await stage.page.evaluate(() => window.counted.ranOut)).toEqual([]);
  expect(await uncaught(stage.page)).toEqual([]);
}

/** A client that waits for ever at one stage, on its way up or later. */
async function make(options: { credentials?: boolean } = {}): Promise<void> {
  lines = [];
  server.manners = (socket) => {
    lines.push(socket);
    greet(socket);
  };
  await stage.page.evaluate(
    ({ url, credentials }) =>
      window.rig.make({
        url,
        ...(credentials && { credentials: () => new Promise(() => undefined) }),
      }),
    { url: stage.proxy.url, ...options },
  );
}

const until = (status: string): Promise<unknown> =>
  expect
    .poll(() => stage.page.evaluate(() => window.rig.client.state.connection.status), quick)
    .toBe(status);

/** Each begins a call and resolves when it has come so far. */
const stages: Record<string, (turn: number) => Promise<unknown>> = {
  'at any moment of the way up': async (turn) => {
    await make();
    await stage.page.evaluate(async (delay) => {
      window.rig.client.connect().catch(() => undefined);
      await new Promise((settle) => setTimeout(settle, delay));
    }, turn * 4);
  },
  'while credentials are waited for': async () => {
    await make({ credentials: true });
    await stage.page.evaluate(() => void window.rig.client.connect().catch(() => undefined));
    await expect.poll(() => stage.page.workers().length, quick).toBe(1);
  },
  'while the server is silent': async () => {
    await make();
    server.manners = () => undefined;
    await stage.page.evaluate(() => void window.rig.client.connect().catch(() => undefined));
    await expect.poll(() => stage.proxy.open, quick).toBe(1);
  },
  'while the assistant speaks': async (turn) => {
    await make();
    expect(await stage.page.evaluate(() => window.rig.connect())).toBe('');
    lines[0]?.send(JSON.stringify(audioOutput(`a${turn}`, 0, sine(440, 24_000, 5), 24_000)));
    await expect
      .poll(() => stage.page.evaluate(() => window.rig.client.state.assistant), quick)
      .toBe('speaking');
  },
  'while the line is down': async () => {
    await make();
    expect(await stage.page.evaluate(() => window.rig.connect())).toBe('');
    server.manners = 503;
    lines[0]?.terminate();
    await until('reconnecting');
  },
};

test.each(Object.keys(stages))(
  `hanging up %s leaves nothing open, ${aborts} times`,
  async (name) => {
    for (let turn = 0; turn < aborts; turn += 1) {
      await stages[name]?.(turn);
      await stage.page.evaluate(() => window.rig.client.disconnect());
      await nothingOpen(`${name}, ${turn}`);
    }
    await nothingRanOut();
    report(`aborts ${name}: ${aborts}, nothing left of any`);
  },
  aborts * patience,
);

test(
  `${cycles} conversations after each other leave nothing open`,
  async () => {
    await make();
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      expect(await stage.page.evaluate(() => window.rig.connect()), `${cycle}`).toBe('');
      await stage.page.evaluate(() => window.rig.client.disconnect());
      await nothingOpen(`cycle ${cycle}`);
    }
    await nothingRanOut();
    report(`cycles: ${cycles}, nothing left of any`);
  },
  cycles * patience,
);

test('what is pending when the client hangs up is settled', async () => {
  await make({ credentials: true });
  const settled = await stage.page.evaluate(async () => {
    const { client } = window.rig;
    const connecting = window.rig.connect();
    const joined = window.rig.connect();
    const metrics = client.readMetrics();
    await client.disconnect();
    return Promise.all([connecting, joined, metrics]);
  });
  expect(settled).toEqual(['connection-closed', 'connection-closed', null]);
  await make();
  expect(await stage.page.evaluate(() => window.rig.connect())).toBe('');
  server.manners = 503;
  lines[0]?.terminate();
  await until('reconnecting');
  expect(
    await stage.page.evaluate(async () => {
      const joined = window.rig.connect();
      await window.rig.client.disconnect();
      return joined;
    }),
  ).toBe('connection-closed');
  await nothingOpen('the end');
});
