import { expect, it } from 'vitest';
import { History, mostTurns } from './history.ts';

it('what was said last is remembered, up to a number of turns and of characters', () => {
  const many = new History();
  for (let i = 0; i < 3000; i++) many.push({ role: 'user', text: String(i) });
  expect(many.turns).toHaveLength(mostTurns);
  expect(many.turns.at(-1)?.text).toBe('2999');
  const long = new History();
  for (let i = 0; i < 200; i++)
    long.push({ role: 'user', text: `${String(i)} ${'x'.repeat(9500)}` });
  expect(long.turns.length).toBeGreaterThan(40);
  expect(long.turns.length).toBeLessThan(60);
  expect(long.turns.at(-1)?.text).toMatch(/^199 /);
  long.push({
    role: 'tool',
    text: 'x'.repeat(900_000),
    call: { id: '', name: '', parameters: '' },
  });
  expect(long.turns).toHaveLength(1);
});
