import { expect, it } from 'vitest';
import { answer } from './partner.ts';
import type { Turn } from '../../base/conversation-turn.ts';

const now = new Date(2026, 10, 22, 15, 4);

function talk(...said: string[]): string {
  const history: Turn[] = [];
  let reply = '';
  for (const text of said) {
    history.push({ role: 'user', text });
    reply = answer({ history, now });
    history.push({ role: 'assistant', text: reply });
  }
  return reply;
}

it.each([
  ['Hello!', /^Hello!.*your name/],
  ['hello there', /^Hello!/],
  ['Hello there, how are you today?', /^Hello! I am doing well/],
  ['hello there pal are you today', /doing well/],
  ['how are you', /doing well/],
  ['What time is it?', /^It is 3:04 PM\.$/],
  ['what day is it', /^Today is Sunday, November 22, 2026\.$/],
  ['Who are you?', /a few rules and a synthetic voice.*not a language model/],
  ['are you human', /not a person/],
  ['What can you do?', /Ask me the time/],
  ['Thanks!', /welcome/],
  ['I am fine, thank you', /glad/],
  ["I'm tired", /sorry/],
  ['stop', /listening/],
  ['Goodbye!', /^Goodbye!/],
  ['My name is anna', /^Nice to meet you, Anna\.$/],
  ['what is my name', /not told me/],
  ['What did I say?', /not said anything/],
  ['The weather is awful in London', /I have no rule for "the weather is awful in london"/],
  ['???', /did not get any words/],
])('"%s" is answered', (said, expected) => {
  expect(talk(said)).toMatch(expected);
});

it.each([
  ['what is seven plus five', '7 plus 5 is 12.'],
  ["What's 7 + 5?", '7 plus 5 is 12.'],
  ['how much is twenty one times two', '21 times 2 is 42.'],
  ['what is one hundred minus a hundred and seven', '100 minus 107 is minus 7.'],
  ['what is ten divided by four', '10 divided by 4 is 2.5.'],
  ['what is ten divided by three', '10 divided by 3 is about 3.333.'],
  ['what is five divided by zero', 'Nobody can divide by zero, and I will not try.'],
  ['what is to plus for', '2 plus 4 is 6.'],
  ['3.5 * 2', '3.5 times 2 is 7.'],
  ['two thousand and six plus one', '2006 plus 1 is 2007.'],
  ['what is eighty-one divided by nine', '81 divided by 9 is 9.'],
  ['0.1 + 0.2', '0.1 plus 0.2 is 0.3.'],
])('"%s" comes to %s', (said, expected) => {
  expect(talk(said)).toBe(expected);
});

it('the name is remembered, and the last one told holds', () => {
  expect(talk('my name is anna', 'tell me a joke', 'what is my name')).toBe('Your name is Anna.');
  expect(talk('my name is anna', 'call me peter', 'do you know my name')).toBe(
    'Your name is Peter.',
  );
  expect(talk('my name is anna', 'goodbye')).toMatch(/^Goodbye, Anna!/);
});

it('what is liked, a favorite and what was to be remembered come back', () => {
  expect(talk('I like tea', 'what do I like?')).toBe('You told me that you like tea.');
  expect(talk('my favorite color is blue', 'what is my favorite color')).toBe(
    'Your favorite color is blue.',
  );
  expect(
    talk('please remember that my keys are in the kitchen', 'what did I ask you to remember?'),
  ).toBe('You asked me to remember: your keys are in the kitchen.');
  expect(talk('what do you remember')).toMatch(/not asked me/);
});

it('what was said last comes back', () => {
  expect(talk('the moon is far away', 'what did i say')).toBe('You said: the moon is far away.');
  expect(talk('what is two plus two', 'say that again')).toBe('I said: 2 plus 2 is 4.');
});

it('a second joke is another one', () => {
  expect(talk('tell me a joke')).not.toBe(talk('tell me a joke', 'tell me another joke'));
});

it('unclear speech and a missing recogniser are said, and no words are invented', () => {
  const history: Turn[] = [{ role: 'user', text: '' }];
  expect(answer({ history, now, unheard: 'unclear' })).toMatch(/^Sorry, I didn't get that/);
  expect(answer({ history, now, unheard: 'no-recogniser' })).toMatch(/no speech recogniser.*type/);
});

it('a text of 10,000 characters is answered at once', () => {
  const started = performance.now();
  for (const text of [
    'a'.repeat(10_000),
    'my name is '.repeat(900),
    'one '.repeat(2500),
    '1+'.repeat(5000),
    ' '.repeat(9999) + 'x',
  ]) {
    expect(talk(text).length).toBeGreaterThan(0);
  }
  expect(performance.now() - started).toBeLessThan(1000);
});
