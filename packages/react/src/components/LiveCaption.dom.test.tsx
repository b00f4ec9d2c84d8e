import { screen } from '@testing-library/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { LiveCaption } from './LiveCaption.tsx';

const caption = (): HTMLElement => screen.getByRole('status');

test('is one polite region', () => {
  stage(<LiveCaption />);
  expect(caption().getAttribute('aria-live')).toBe('polite');
  expect(caption().textContent).toBe('');
});

test('interim words and an answer that goes on are not announced', async () => {
  const { call, script } = stage(<LiveCaption />);
  const chat = await call();
  await script(() => {
    chat.hear('hel', { interim: true });
    chat.say('So.');
  });
  expect(caption().textContent).toBe('');
});

test('a finished turn is announced once, whole', async () => {
  const { call, script } = stage(<LiveCaption />);
  const chat = await call();
  await script(() => chat.hear('hello'));
  expect(caption().textContent).toBe('You: hello');
  await script(() => chat.say('Hello.', { tones: [] }));
  expect(caption().textContent).toBe('You: hello');
  await script(() => {
    chat.say('How are you?', { tones: [] });
    chat.endTurn();
  });
  expect(caption().textContent).toBe('Assistant: Hello. How are you?');
  expect(caption().dataset['state']).toBe('assistant');
});

test('each sentence is announced in its language, where the server says it', async () => {
  const { call, script } = stage(<LiveCaption />);
  const chat = await call();
  await script(() => {
    for (const [id, content, language] of [
      ['a', 'Encore.', 'fr'],
      ['b', 'Again.', undefined],
    ] as const) {
      chat.send({
        type: 'assistant_message',
        from_text: false,
        id,
        models: {},
        language,
        message: { role: 'assistant', content },
      });
    }
    chat.endTurn();
  });
  expect(caption().textContent).toBe('Assistant: Encore. Again.');
  const marked = [...caption().querySelectorAll('[lang]')];
  expect(marked.map((one) => [one.getAttribute('lang'), one.textContent])).toEqual([
    ['fr', 'Encore.'],
  ]);
});

test('an answer is not announced while it is being spoken, and what is typed never is', async () => {
  const { call, script } = stage(<LiveCaption />);
  const chat = await call();
  await script(() => chat.hear('hello', { fromText: true }));
  await script(() => {
    chat.say('Good morning.', { tones: [{ duration: 3000 }] });
    chat.endTurn();
  });
  expect(caption().textContent).toBe('');
  // It is cut short: nothing of it was heard.
  await script(() => chat.interrupt());
  expect(caption().textContent).toBe('');
  await script(() => chat.hear('well'));
  expect(caption().textContent).toBe('You: well');
});

test.each([
  ['user', 'You: hello'],
  ['assistant', 'Assistant: Good morning.'],
] as const)('of the %s alone, where that is asked for', async (announce, text) => {
  const { call, script } = stage(<LiveCaption announce={announce} />);
  const chat = await call();
  await script(() => {
    chat.hear('hello');
    chat.say('Good morning.', { tones: [] });
    chat.endTurn();
  });
  expect(caption().textContent).toBe(text);
});

test('the same words twice are two announcements', async () => {
  const { call, script } = stage(<LiveCaption />);
  const chat = await call();
  await script(() => chat.hear('yes'));
  const first = caption().firstElementChild;
  await script(() => chat.hear('yes', { time: { begin: 2000, end: 2400 } }));
  expect(caption().textContent).toBe('You: yes');
  expect(caption().firstElementChild).not.toBe(first);
});

test('what was said before it came is not announced', async () => {
  function Later(): ReactNode {
    const [here, come] = useState(false);
    return here ? <LiveCaption /> : <button onClick={() => come(true)}>Come</button>;
  }
  const { call, script, user } = stage(<Later />);
  const chat = await call();
  await script(() => chat.hear('old'));
  await user.click(screen.getByRole('button', { name: 'Come' }));
  expect(caption().textContent).toBe('');
  await script(() => chat.hear('new'));
  expect(caption().textContent).toBe('You: new');
});

test('markup, right-to-left text and emoji are announced as they were said', async () => {
  const { call, script, container } = stage(<LiveCaption />);
  const chat = await call();
  const said = '<b>שלום</b> 👩‍👩‍👧‍👦 &amp;';
  await script(() => chat.hear(said));
  expect(caption().textContent).toBe(`You: ${said}`);
  expect(container.querySelector('.vv-caption b')).toBeNull();
  expect(caption().querySelector('p')?.getAttribute('dir')).toBe('auto');
});

test('turns that end at once are announced all, in their order, and once', async () => {
  const { call, script } = stage(<LiveCaption />);
  const chat = await call();
  await script(() => {
    chat.hear('hello');
    chat.say('Hello.', { tones: [] });
    chat.say('How are you?', { tones: [] });
    chat.endTurn();
  });
  const announced = [...caption().children].map(({ textContent }) => textContent);
  expect(announced).toEqual(['You: hello', 'Assistant: Hello. How are you?']);
  await script(() => chat.hear('well', { time: { begin: 2000, end: 2400 } }));
  expect(caption().textContent).toBe('You: well');
});

test('the first words of another conversation are announced like those of the one before', async () => {
  const { call, script, user } = stage(<LiveCaption />);
  const chat = await call();
  await script(() => chat.hear('hello'));
  await user.click(screen.getByRole('button', { name: 'Hang up' }));
  const next = await call();
  await script(() => next.hear('hello again'));
  expect(caption().textContent).toBe('You: hello again');
});
