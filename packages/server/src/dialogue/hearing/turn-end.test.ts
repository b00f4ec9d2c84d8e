import { expect, it } from 'vitest';
import { silenceAfter, turnEnd } from './turn-end.ts';

it.each([
  'what time is it',
  'where are you from',
  'how are you',
  'what is two plus two',
  'can you help me',
  'tell me a joke',
  'thank you very much',
  'stop',
  'okay stop',
  'well, what do you think?',
  'wie spät ist es',
  'kannst du mir helfen',
  'hör auf',
])('“%s” is a finished question or command', (text) => {
  expect(turnEnd(text)).toBe('finished');
});

it.each([
  'I would like to go swimming tomorrow',
  'my name is Alex',
  'yes',
  'yes I am',
  'no I am not',
  'what',
  'of course not',
  'hello',
  'a cup of tea',
  'I do not want it',
  'I do not know where it is',
  'if it rains we will stay at home',
  'ich gehe morgen schwimmen',
  'mein Name ist Anna',
  'ich weiß nicht',
])('“%s” may be all', (text) => {
  expect(turnEnd(text)).toBe('possible');
});

it.each([
  'and',
  'I would like to',
  'so I',
  'my',
  'what is the',
  'what is',
  'how do I',
  'can you',
  'tell me',
  'tell me a',
  'my number is five five',
  'what is twenty',
  'what is two plus',
  'I am',
  'I went to the park because',
  'if it rains',
  'he was not',
  'and not',
  'I want to know what',
  'seven of clubs',
  'and then we went to the beach',
  'when I was at school',
  'and so my fellow Americans',
  'um',
  'ich möchte',
  'und dann der',
  'ich war gestern in',
  'wenn es regnet',
  'meine Nummer ist fünf acht',
  'mein Name ist',
])('“%s” can’t be an end', (text) => {
  expect(turnEnd(text)).toBe('unfinished');
});

it('the silence follows the words, within what a Config may ask for', () => {
  const after = (text: string, silenceMs: number) =>
    silenceAfter({ kind: 'words', text }, silenceMs);
  for (const [ms, finished, possible, unfinished] of [
    [800, 500, 800, 1500],
    [500, 500, 500, 1200],
    [3000, 2700, 3000, 3000],
  ] as const) {
    expect(after('what time is it', ms)).toBe(finished);
    expect(after('my name is alex', ms)).toBe(possible);
    expect(after('my name is', ms)).toBe(unfinished);
  }
});

it('while the words are not known, or not clear, more may come', () => {
  expect(silenceAfter('awaited', 800)).toBe(1500);
  expect(silenceAfter({ kind: 'unclear' }, 800)).toBe(1500);
  expect(silenceAfter({ kind: 'nothing' }, 800)).toBe(800);
});
