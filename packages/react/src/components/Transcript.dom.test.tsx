import { fireEvent, screen, within } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { stage } from '../../test/support/stage.tsx';
import { ConnectButton, VoiceProvider } from '../index.ts';
import { Transcript } from './Transcript.tsx';
import type { TranscriptProps } from './Transcript.tsx';

const log = (): HTMLElement => screen.getByRole('log', { name: 'Transcript' });
const entries = (): (string | null)[] =>
  [...log().querySelectorAll('.vv-entry')].map(({ textContent }) => textContent);

/** jsdom has no layout: says how high the content is, and goes from its end to where the reader stands. */
function scrollTo(element: HTMLElement, top: number): void {
  Object.defineProperty(element, 'scrollHeight', { configurable: true, value: 1000 });
  Object.defineProperty(element, 'clientHeight', { configurable: true, value: 200 });
  for (const place of [800, top]) {
    element.scrollTop = place;
    fireEvent.scroll(element);
  }
}

test('is a log that is not live, and can be scrolled by keyboard', () => {
  stage(<Transcript />);
  expect(log().getAttribute('aria-live')).toBe('off');
  expect(log().tabIndex).toBe(0);
  expect(log().dataset['state']).toBe('empty');
  expect(log().textContent).toBe('Your conversation will appear here.');
});

test('interim words are replaced in place, and marked by more than their looks', async () => {
  const { call, script } = stage(<Transcript />);
  const chat = await call();
  await script(() => chat.hear('hel', { interim: true }));
  const interim = log().querySelector('.vv-entry');
  expect(interim?.getAttribute('data-state')).toBe('interim');
  expect(entries()).toEqual(['hel (listening…)']);
  await script(() => chat.hear('hello', { scores: { Joy: 0.8 } }));
  expect(entries()).toEqual(['hello']);
  expect(log().querySelector('.vv-entry')).toBe(interim);
});

test('words are marked with their language where the server says it, and what stands beside them is not', async () => {
  const { call, script } = stage(<Transcript />);
  const chat = await call();
  await script(() => {
    chat.send({
      type: 'user_message',
      from_text: true,
      interim: false,
      language: 'de',
      models: {},
      message: { role: 'user', content: 'Guten Tag' },
      time: { begin: 0, end: 100 },
    });
    chat.say('Hello.');
  });
  const marked = [...log().querySelectorAll('[lang]')];
  expect(marked.map((one) => [one.getAttribute('lang'), one.textContent])).toEqual([
    ['de', 'Guten Tag'],
  ]);
  expect(entries()).toEqual(['Guten Tag typed', 'Hello.']);
});

test('sentences of one answer stand in one turn', async () => {
  const { call, script } = stage(<Transcript />);
  const chat = await call();
  await script(() => {
    chat.hear('hello');
    chat.say('Hello.');
    chat.say('How are you?');
    chat.endTurn();
  });
  const turns = within(log()).getAllByRole('listitem');
  expect(turns.map(({ textContent }) => textContent)).toEqual([
    'Youhello',
    'AssistantHello. How are you?',
  ]);
});

test('what the assistant says in one turn is one paragraph, in the direction of its own first letters', async () => {
  const { call, script } = stage(<Transcript />);
  const chat = await call();
  await script(() => {
    chat.hear('שלום');
    chat.say('שלום.');
    chat.say('Hello.');
  });
  const [user, assistant] = log().querySelectorAll('.vv-turn__text');
  expect(assistant?.getAttribute('dir')).toBe('auto');
  // An element that says its own direction has none for the paragraph around it.
  expect(assistant?.querySelector('[dir]')).toBeNull();
  expect(user?.getAttribute('dir')).toBeNull();
  expect(user?.querySelector('p')?.getAttribute('dir')).toBe('auto');
});

/** A turn as an app may put it: with an avatar, the time and a button. */
const withAvatar: TranscriptProps['renderTurn'] = (turn, { speaker, time, text, scores }) => (
  <>
    <img alt="" src="data:," />
    {speaker}
    {time}
    {text}
    {scores}
    <button type="button">Copy {turn.entries.length}</button>
  </>
);

test('a turn is put by the app, of its parts, and stays an item of the list', async () => {
  const page = <Transcript renderTurn={withAvatar} emotions={1} scores />;
  const { call, script, container } = stage(page);
  const chat = await call();
  await script(() => {
    chat.hear('hello', { scores: { Joy: 0.8 } });
    chat.say('Hello.');
    chat.say('How are you?');
    chat.endTurn();
  });
  const turns = within(log())
    .getAllByRole('listitem')
    .filter(({ className }) => className === 'vv-turn');
  const time = turns[0]?.querySelector('time');
  expect(new Date(time?.dateTime ?? '').getFullYear()).toBeGreaterThan(2025);
  expect(time?.textContent).toMatch(/^\d{1,2}:\d\d [AP]M$/);
  time?.replaceChildren();
  expect(turns[0]?.textContent).toBe('YouhelloJoyExpression scoresCopy 1');
  expect(within(turns[1] as HTMLElement).getByRole('button').textContent).toBe('Copy 2');
  expect(await violations(container)).toEqual([]);
});

test('a turn in which nothing has changed is put once, and another function puts all again', async () => {
  const put = vi.fn<NonNullable<TranscriptProps['renderTurn']>>((_, { text }) => text);
  const { call, script, rerender, evi } = stage(<Transcript renderTurn={put} />);
  const chat = await call();
  await script(() => {
    chat.hear('one');
    chat.say('Two.');
    chat.endTurn();
  });
  put.mockClear();
  await script(() => chat.hear('three'));
  expect(
    put.mock.calls.map(
      ([
        {
          entries: [entry],
        },
      ]) => entry?.text,
    ),
  ).toEqual(['three']);
  const others: TranscriptProps['renderTurn'] = (turn) => `${turn.role} `;
  rerender(
    <VoiceProvider url={evi.url} thread="main">
      <ConnectButton />
      <Transcript renderTurn={others} />
    </VoiceProvider>,
  );
  expect(within(log()).getByRole('list').textContent).toBe('user assistant user ');
});

test('the text of an entry is put by the app, beside what there is to say of it; nothing keeps it', async () => {
  const renderText: TranscriptProps['renderText'] = ({ role, text }) =>
    role === 'assistant' && <strong>{text.replaceAll('*', '')}</strong>;
  const { call, script, container } = stage(<Transcript renderText={renderText} />);
  const chat = await call();
  await script(() => {
    chat.hear('*stars*', { fromText: true });
    chat.say('*Bold*.');
    chat.interrupt();
  });
  expect(entries()[0]).toBe('*stars* typed');
  expect(entries()[1]).toMatch(/^Bold\. (not played|cut short)/);
  expect(log().querySelector('strong')?.textContent).toBe('Bold.');
  expect(await violations(container)).toEqual([]);
});

test('an answer that was stopped says so in words', async () => {
  const { call, script } = stage(<Transcript />);
  const chat = await call();
  await script(() => {
    chat.say('A long story.');
    chat.interrupt();
  });
  expect(log().querySelector('.vv-entry')?.getAttribute('data-state')).toBe('cut');
  expect(entries()[0]).toMatch(/^A long story\. (not played|cut short after 0\.0 s)$/);
});

test('typed text, speech without words and tool calls say what they are', async () => {
  const { call, script } = stage(<Transcript />);
  const chat = await call();
  await script(() => {
    chat.hear('weather', { fromText: true });
    chat.hear(null);
    const id = chat.callTool('get_weather', { city: 'Rome' });
    chat.send({ type: 'tool_response', tool_call_id: id, content: 'sunny' });
    chat.callTool('get_time', {});
  });
  expect(entries()).toEqual([
    'weather typed',
    'Couldn’t transcribe this',
    'Used get_weatherUsing get_time…',
  ]);
});

test('the strongest expressions stand under a turn when asked for', async () => {
  const { call, script } = stage(<Transcript emotions={2} />);
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 0.8, Calmness: 0.9, Fear: 0.1 } }));
  const chips = [...log().querySelectorAll('.vv-chip')].map(({ textContent }) => textContent);
  expect(chips).toEqual(['Calmness', 'Joy']);
});

test('text with markup is shown as text', async () => {
  const { call, script } = stage(<Transcript />);
  const chat = await call();
  const nasty = '<img src=x onerror="alert(1)"><b>bold</b> &amp; ${x}';
  await script(() => {
    chat.hear(nasty);
    chat.callTool('<script>$&</script>', {});
  });
  expect(entries()).toEqual([nasty, 'Using <script>$&</script>…']);
  expect(log().querySelector('img, b, script')).toBeNull();
});

test('right-to-left text and emoji stand as they came, with their own direction', async () => {
  const { call, script } = stage(<Transcript />);
  const chat = await call();
  await script(() => chat.hear('שלום 👩‍👩‍👧‍👦'));
  const text = screen.getByText('שלום 👩‍👩‍👧‍👦');
  expect(text.getAttribute('dir')).toBe('auto');
});

test('it follows the end until the reader scrolls up, and then offers the way back', async () => {
  const { call, script, user } = stage(<Transcript />);
  const chat = await call();
  await script(() => chat.hear('one'));
  scrollTo(log(), 800);
  await script(() => chat.say('two'));
  expect([log().scrollTop, log().dataset['state']]).toEqual([1000, 'following']);

  scrollTo(log(), 300);
  expect(log().dataset['state']).toBe('scrolled');
  await script(() => chat.say('three'));
  expect(log().scrollTop).toBe(300);

  await user.click(screen.getByRole('button', { name: 'Jump to latest' }));
  expect([log().scrollTop, log().dataset['state']]).toEqual([1000, 'following']);
  expect(screen.queryByRole('button', { name: 'Jump to latest' })).toBeNull();
});

test("the app's scroll handler comes first and may prevent ours", async () => {
  const onScroll = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { call, script } = stage(<Transcript onScroll={onScroll} />);
  const chat = await call();
  await script(() => chat.hear('hello'));
  scrollTo(log(), 300);
  expect(onScroll).toHaveBeenCalledTimes(2);
  expect(log().dataset['state']).toBe('following');
});

test('a full transcript is accessible', async () => {
  const { call, script, container } = stage(<Transcript emotions={3} />);
  const chat = await call();
  await script(() => {
    chat.hear('hello', { scores: { Joy: 0.8 } });
    chat.say('Hello.', { scores: { Calmness: 0.7 } });
    chat.callTool('get_time', {});
    chat.interrupt();
    chat.hear('wait', { interim: true });
  });
  scrollTo(log(), 300);
  expect(await violations(container)).toEqual([]);
});

test('scores and actions may be left out', async () => {
  const { call, script } = stage(<Transcript scores={false} actions={false} />);
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 0.5 } }));
  expect(within(log()).queryByRole('button')).toBeNull();
});

test('earlier entries come with a button, and none are left to ask for at last', async () => {
  const { call, script, user } = stage(<Transcript limit={2} />);
  const chat = await call();
  const earlier = (): HTMLElement | null => screen.queryByRole('button', { name: 'Show earlier' });
  await script(() => {
    for (const text of ['one', 'two', 'three', 'four', 'five']) {
      chat.hear(text);
      chat.say(`${text}!`, { tones: [] });
      chat.endTurn();
    }
  });
  expect(entries()).toEqual(['five', 'five!']);
  scrollTo(log(), 0);
  for (const first of ['four', 'three', 'two', 'one']) {
    const button = earlier();
    if (!button) return expect.fail('There is no button.');
    await user.click(button);
    expect(entries()[0]).toBe(first);
  }
  expect(earlier()).toBeNull();
  expect(document.activeElement).toBe(log());
  await user.click(screen.getByRole('button', { name: 'Jump to latest' }));
  expect(entries()).toEqual(['five', 'five!']);
  expect(document.activeElement).toBe(log());
});

test('what somebody reads is not taken away when more is said', async () => {
  const { call, script } = stage(<Transcript limit={1} />);
  const chat = await call();
  await script(() => chat.hear('one'));
  await script(() => chat.say('two', { tones: [] }));
  expect(entries()).toEqual(['two']);
  scrollTo(log(), 300);
  await script(() => {
    chat.endTurn();
    chat.hear('three');
  });
  expect(entries()).toEqual(['two', 'three']);
});

test('a long history that comes at once is on the page piece by piece, the latest first, and all of it', async () => {
  const { call, script, container } = stage(<Transcript actions={false} />);
  const chat = await call();
  const counts: number[] = [];
  const observer = new MutationObserver(() => {
    counts.push(container.querySelectorAll('.vv-turn').length);
    if (counts.length === 1) expect(container.textContent).toContain('Question 599');
  });
  observer.observe(container, { childList: true, subtree: true });
  onTestFinished(() => observer.disconnect());
  await script(() => {
    for (let turn = 0; turn < 600; turn += 1) {
      chat.hear(`Question ${turn}`);
      chat.say(`Answer ${turn}`, { tones: [] });
      chat.endTurn();
    }
  });
  await vi.waitFor(() => expect(container.querySelectorAll('.vv-turn')).toHaveLength(1200), 10_000);
  const most = Math.max(...counts.map((count, index) => count - (counts[index - 1] ?? 0)));
  expect(most).toBeLessThan(300);
  // What is added to it is one block more, and nothing goes away for it.
  counts.length = 0;
  await script(() => chat.hear('One more'));
  expect(counts).toEqual([1201]);
});
