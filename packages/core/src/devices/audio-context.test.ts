import { expect, test, vi } from 'vitest';
import { outputOf } from './audio-context.ts';

test('in Firefox on Linux, whose page may hang over it, nobody asks for the output latency', () => {
  const asked = vi.fn(() => 0.2);
  const context = {
    currentTime: 1,
    baseLatency: 0,
    get outputLatency() {
      return asked();
    },
  } as AudioContext;
  const firefox = (system: string) =>
    `Mozilla/5.0 (${system}; rv:153.0) Gecko/20100101 Firefox/153.0`;
  const latencyIn = (agent: string) => {
    vi.stubGlobal('navigator', { userAgent: agent });
    return outputOf(context).latency;
  };
  expect(latencyIn(firefox('X11; Linux x86_64'))).toBe(40);
  expect(latencyIn(firefox('X11; Ubuntu; Linux x86_64'))).toBe(40);
  expect(asked).not.toHaveBeenCalled();
  expect(latencyIn(firefox('Windows NT 10.0; Win64; x64'))).toBe(200);
  expect(latencyIn(firefox('Macintosh; Intel Mac OS X 10.15'))).toBe(200);
  expect(latencyIn('Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36')).toBe(200);
  vi.unstubAllGlobals();
});
