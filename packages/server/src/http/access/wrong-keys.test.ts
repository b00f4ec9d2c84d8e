import { expect, it } from 'vitest';
import { WrongKeys } from './wrong-keys.ts';

function guessing() {
  const time = { ms: 0 };
  const keys = new WrongKeys(() => time.ms);
  const guess = (address: string, key: string, right = false) => {
    const may = keys.mayTry(address, key);
    if (may) keys.note(address, key, right);
    return may;
  };
  return { time, guess };
}

it('an address that shows wrong keys may try one every 2 s in the end, and a right key that was there before at any time', () => {
  const { time, guess } = guessing();
  expect(guess('192.0.2.1', 'right', true)).toBe(true);
  const tried = Array.from({ length: 100 }, (_, i) => guess('192.0.2.1', `wrong ${String(i)}`));
  expect(tried.filter(Boolean)).toHaveLength(20);
  expect(guess('192.0.2.1', 'right', true)).toBe(true);
  expect(guess('192.0.2.1', 'another')).toBe(false);
  expect(guess('192.0.2.2', 'another')).toBe(true);
  time.ms = 2100;
  expect([guess('192.0.2.1', 'another'), guess('192.0.2.1', 'another')]).toEqual([true, false]);
});

it('a network of IPv6 is one address', () => {
  const { guess } = guessing();
  for (let i = 0; i < 20; i++) guess(`2001:db8:1:2::${String(i)}`, 'wrong');
  expect(guess('2001:db8:1:2:a:b:c:d', 'wrong')).toBe(false);
  expect(guess('2001:db8:1:3::1', 'wrong')).toBe(true);
  for (let i = 0; i < 20; i++) guess('::ffff:192.0.2.1', 'wrong');
  expect(guess('::ffff:192.0.2.2', 'wrong')).toBe(true);
});

it('of many addresses the oldest are forgotten', () => {
  const { guess } = guessing();
  for (let i = 0; i < 20; i++) guess('192.0.2.1', 'wrong');
  for (let i = 0; i < 10_000; i++) guess(`10.0.${String(i >> 8)}.${String(i & 255)}`, 'wrong');
  expect(guess('192.0.2.1', 'wrong')).toBe(true);
});
