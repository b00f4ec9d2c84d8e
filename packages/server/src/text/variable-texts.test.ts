import { expect, it } from 'vitest';
import { variableTexts } from './variable-texts.ts';

const texts = (json: string) =>
  variableTexts(JSON.parse(json) as Parameters<typeof variableTexts>[0], json);

it('a number keeps the form in which it was written, and true and false become words', () => {
  expect(
    texts(
      '{"metadata":{"n":1.0},"variables":{"a":30,"b":30.0,"c":-0.50,"d":1E3,"e":true,"f":"30.0","g":12345678901234567890}}',
    ),
  ).toEqual({
    a: '30',
    b: '30.0',
    c: '-0.50',
    d: '1E3',
    e: 'true',
    f: '30.0',
    g: '12345678901234567890',
  });
});

it.each([
  ['a name that is escaped', '{"vari\\u0061bles" : { "a" : 1.0 }}', { a: '1.0' }],
  ['the last of two', '{"variables":{"a":1.0},"variables":{"a":2.0}}', { a: '2.0' }],
  [
    'text that looks like more',
    '{"x":"\\"variables\\":{","variables":{"a\\":1.0":2.0}}',
    { 'a":1.0': '2.0' },
  ],
  [
    'variables elsewhere',
    '{"metadata":{"variables":{"a":1.0}},"variables":{"b":3.0}}',
    { b: '3.0' },
  ],
  ['a list beside it', '{"tools":[1.0,{"a":2.0}],"variables":{"n":0.10},"z":[3.0]}', { n: '0.10' }],
  ['none', '{"variables":{}}', {}],
])('%s is read as JSON is', (_, json, expected) => {
  expect(texts(json)).toEqual(expected);
});

it('settings in a field of the message are read as the message itself is', () => {
  const inside = '{"variables":{"a":1.0},"settings":{"context":{"n":2.0},"variables":{"b":30.0}}}';
  const { settings } = JSON.parse(inside) as { settings: Parameters<typeof variableTexts>[0] };
  expect(variableTexts(settings, inside, 'settings')).toEqual({ b: '30.0' });
});

it('a name that objects have of their own is a variable like any other', () => {
  const found = texts('{"variables":{"__proto__":1.0,"constructor":2.0}}');
  expect(Object.entries(found ?? {})).toEqual([
    ['__proto__', '1.0'],
    ['constructor', '2.0'],
  ]);
});

it('a megabyte of them takes no longer than it must', () => {
  const many = Object.fromEntries(
    Array.from({ length: 40_000 }, (_, i) => [`name${String(i)}`, i]),
  );
  const json = `{"metadata":{"text":"${'\\"'.repeat(200_000)}"},"variables":${JSON.stringify(many)}}`;
  const began = performance.now();
  expect(Object.keys(texts(json) ?? {})).toHaveLength(40_000);
  expect(performance.now() - began).toBeLessThan(2000);
});
