import { expect, it } from 'vitest';
import { checkSizes } from './body-limits.ts';

const fields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`field ${String(i)}`, i]));

it.each([
  ['more than 200 fields', fields(201), 'no more than 200 fields'],
  ['as many inside', { voice: fields(201) }, 'no more than 200 fields'],
  ['51 tools', { tools: Array(51).fill({}) }, 'tools: there may be no more than 50'],
  ['6 webhooks', { webhooks: Array(6).fill({}) }, 'webhooks: there may be no more than 5'],
  [
    'a long text',
    { prompt: { text: 'x'.repeat(100_001) } },
    'text: it may have no more than 100000',
  ],
])('a body with %s is refused, and told why', (_, body, told) => {
  expect(() => {
    checkSizes(body);
  }).toThrow(told);
});

it('a body that is as large as it may be is none of these', () => {
  const body = { ...fields(198), tools: Array(50).fill({}), text: 'x'.repeat(100_000) };
  expect(() => {
    checkSizes(body);
  }).not.toThrow();
});
