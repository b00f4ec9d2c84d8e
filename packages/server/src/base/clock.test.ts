import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { askEngine } from '../engines/support/http-engine.ts';
import { Watchdog } from '../replies/language-model/watchdog.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const day = 86_400_000;

it.each([Infinity, 2 ** 31, 1e15])('a wait of %d ms is not over at once', (ms) => {
  const run = vi.fn();
  const stop = systemClock.setTimeout(run, ms);
  const dog = new Watchdog(ms);
  vi.advanceTimersByTime(day);
  expect(run).not.toHaveBeenCalled();
  expect(dog.signal.aborted).toBe(false);
  stop();
  dog.stop();
  expect(vi.getTimerCount()).toBe(0);
});

it.each([Infinity, 2 ** 31, 2 ** 32, 1e15])(
  'a speech engine that may take %d ms is asked, and not given up at once',
  async (timeoutMs) => {
    vi.useRealTimers();
    let signal: AbortSignal | null | undefined;
    vi.stubGlobal('fetch', (_: URL, init: RequestInit) => {
      ({ signal } = init);
      return new Promise((resolve) => setTimeout(() => resolve(new Response('sound')), 30));
    });
    const url = new URL('http://engine.test/');
    const request = { engine: 'it', url, key: undefined, body: '', timeoutMs, mostBytes: 100 };
    expect(Buffer.from(await askEngine(request)).toString()).toBe('sound');
    expect(signal?.aborted).toBe(false);
  },
);
