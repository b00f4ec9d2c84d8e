import { afterEach, expect, test, vi } from 'vitest';
import { AudioAddresses, addressLifetimeMs } from './audio-address.ts';

afterEach(() => vi.useRealTimers());

const addresses = new AudioAddresses('key', () => ['mine', 'yours']);

function signed(id: string) {
  const { path, expiresMs } = addresses.sign(id, 'mine');
  const query = new URL(path, 'http://localhost').searchParams;
  return {
    expiresMs,
    expires: query.get('expires') ?? '',
    signature: query.get('signature') ?? '',
  };
}

test('an address is valid for an hour', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { expiresMs, expires, signature } = signed('a');
  // A date that runs on evenly meanwhile.
  expect(Math.abs(expiresMs - (Date.now() + addressLifetimeMs))).toBeLessThan(1000);
  vi.advanceTimersByTime(addressLifetimeMs - 5000);
  expect(addresses.check('a', expires, signature)).toBe('valid');
  vi.advanceTimersByTime(10_000);
  expect(addresses.check('a', expires, signature)).toBe('expired');
});

test('an address for another Chat, another time or of another key is forged', () => {
  const { expires, signature } = signed('a');
  expect(addresses.check('b', expires, signature)).toBe('forged');
  expect(addresses.check('a', String(Number(expires) + 1), signature)).toBe('forged');
  expect(new AudioAddresses('other', () => ['mine']).check('a', expires, signature)).toBe('forged');
  for (const wrong of ['', '00', 'xyz', signature.slice(2), `${signature}00`]) {
    expect(addresses.check('a', expires, wrong)).toBe('forged');
  }
});

test('an address ends with the key pair that has given it out', () => {
  const { expires, signature } = signed('a');
  expect(new AudioAddresses('key', () => ['mine']).check('a', expires, signature)).toBe('valid');
  expect(new AudioAddresses('key', () => ['yours']).check('a', expires, signature)).toBe('forged');
});

test('a clock that is put back makes no address last longer, and ends none', () => {
  const { expires, signature } = signed('a');
  const now = Date.now();
  using clock = vi.spyOn(Date, 'now').mockReturnValue(now - 7_200_000);
  expect(addresses.check('a', expires, signature)).toBe('valid');
  expect(signed('a').expiresMs).toBeGreaterThanOrEqual(now + addressLifetimeMs - 1);
  clock.mockReturnValue(now + addressLifetimeMs + 1);
  expect(addresses.check('a', expires, signature)).toBe('expired');
});
