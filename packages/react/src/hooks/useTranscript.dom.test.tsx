import { act, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ScriptedChat } from '@vivavoce/testing';
import { stage } from '../../test/support/stage.tsx';
import type { Stage } from '../../test/support/stage.tsx';
import { VoiceError, useTranscript } from '../index.ts';
import type { TranscriptOptions, TranscriptView } from '../index.ts';

/** A page that hands out what the hook gives. */
function transcriptStage(
  options: TranscriptOptions = {},
  provider: Parameters<typeof stage>[1] = {},
): Stage & { readonly view: () => TranscriptView; readonly texts: () => string[] } {
  const views: TranscriptView[] = [];
  function Page(): ReactNode {
    views.push(useTranscript(options));
    return null;
  }
  const world = stage(<Page />, provider);
  const view = (): TranscriptView => views.at(-1) ?? expect.fail('It was never rendered.');
  return { ...world, view, texts: () => view().entries.map(({ text }) => text) };
}

/** Questions and answers, each a turn of its own: `1 1! 2 2!` */
function talk(chat: ScriptedChat, from: number, to: number): void {
  for (let count = from; count <= to; count += 1) {
    chat.hear(`${count}`);
    chat.say(`${count}!`, { tones: [] });
    chat.endTurn();
  }
}

test('interim words are replaced in place, and the order is that of the times they came at', async () => {
  const { call, script, view, texts } = transcriptStage();
  const chat = await call();
  await script(() => chat.hear('wha', { interim: true }));
  const [before] = view().entries;
  await script(() => {
    chat.hear('typed', { fromText: true });
    chat.say('So.', { tones: [] });
    chat.hear('what now');
  });
  expect(texts()).toEqual(['what now', 'typed', 'So.']);
  expect(view().entries[0]?.id).toBe(before?.id);
  const times = view().entries.map(({ receivedAt }) => receivedAt);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('what was spoken says when, what was typed does not', async () => {
  const { call, script, view } = transcriptStage();
  const chat = await call();
  const before = Date.now();
  await script(() => {
    chat.hear('spoken', { time: { begin: 5000, end: 7000 } });
    chat.hear('typed', { fromText: true });
    chat.say('Not heard yet.', { tones: [] });
  });
  const [spoken, typed, waiting] = view().entries;
  expect(spoken?.spokenAt).toBe((spoken?.receivedAt ?? 0) - 2000);
  expect(spoken?.receivedAt).toBeGreaterThanOrEqual(before);
  expect([typed?.spokenAt, waiting?.spokenAt, waiting?.heard]).toEqual([null, null, null]);
});

test('tool calls are folded into the entry that led to them', async () => {
  const { call, script, view } = transcriptStage();
  const chat = await call();
  await script(() => {
    chat.say('Let me see.', { tones: [] });
    const id = chat.callTool('look', {});
    chat.send({ type: 'tool_response', tool_call_id: id, content: 'seen' });
  });
  expect(view().entries).toHaveLength(1);
  expect(view().entries[0]?.toolCalls).toMatchObject([
    { name: 'look', outcome: { status: 'done', content: 'seen' } },
  ]);
});

test('with a limit the latest are given, and how many there are before them', async () => {
  const { call, script, view, texts } = transcriptStage({ limit: 4 });
  const chat = await call();
  await script(() => talk(chat, 1, 5));
  expect(texts()).toEqual(['4', '4!', '5', '5!']);
  expect(view().earlier).toBe(6);
  expect(view().turns.map(({ position }) => position)).toEqual([6, 7, 8, 9]);
  await script(() => talk(chat, 6, 6));
  expect(texts()).toEqual(['5', '5!', '6', '6!']);
});

test('a step back gives as many more, and holds them until the latest are asked for', async () => {
  const { call, script, view, texts } = transcriptStage({ limit: 2 });
  const chat = await call();
  await script(() => talk(chat, 1, 4));
  act(() => view().loadEarlier());
  expect(texts()).toEqual(['3', '3!', '4', '4!']);
  await script(() => talk(chat, 5, 5));
  expect(texts()).toEqual(['3', '3!', '4', '4!', '5', '5!']);
  act(() => view().loadEarlier(1));
  expect([texts()[0], view().earlier]).toEqual(['2!', 3]);
  act(() => view().loadEarlier(1000));
  expect([texts()[0], view().earlier]).toEqual(['1', 0]);
  act(() => view().showLatest());
  expect(texts()).toEqual(['5', '5!']);
});

test('going back by none holds what is being read', async () => {
  const { call, script, view, texts } = transcriptStage({ limit: 1 });
  const chat = await call();
  await script(() => talk(chat, 1, 3));
  act(() => view().loadEarlier(0));
  await script(() => talk(chat, 4, 4));
  expect(texts()).toEqual(['3!', '4', '4!']);
});

test('the first turn is given whole', async () => {
  const { call, script, texts } = transcriptStage({ limit: 2 });
  const chat = await call();
  await script(() => {
    chat.hear('Tell me.');
    for (const text of ['One.', 'Two.', 'Three.']) chat.say(text, { tones: [] });
  });
  expect(texts()).toEqual(['One.', 'Two.', 'Three.']);
});

test.each([
  [0, ['2!']],
  [-7, ['2!']],
  [1.9, ['2!']],
  [Number.NaN, ['1', '1!', '2', '2!']],
  [Number.POSITIVE_INFINITY, ['1', '1!', '2', '2!']],
])('of a limit of %s it makes something sensible', async (limit, expected) => {
  const { call, script, texts } = transcriptStage({ limit });
  const chat = await call();
  await script(() => talk(chat, 1, 2));
  expect(texts()).toEqual(expected);
});

test('what the provider drops is counted, and goes even for a reader who holds it', async () => {
  const { call, script, view, texts } = transcriptStage({ limit: 2 }, { historyLimit: 6 });
  const chat = await call();
  await script(() => talk(chat, 1, 3));
  act(() => view().loadEarlier());
  expect(texts()[0]).toBe('2');
  await script(() => talk(chat, 4, 6));
  expect(texts()).toEqual(['4', '4!', '5', '5!', '6', '6!']);
  expect([view().dropped, view().earlier]).toEqual([6, 0]);
});

test('another conversation begins with its own latest', async () => {
  let groups = 0;
  const onChat = (chat: ScriptedChat): void =>
    chat.greet({ chatGroupId: `group-${(groups += 1)}` });
  const world = transcriptStage({ limit: 2 }, { onChat });
  const first = await world.call();
  await world.script(() => talk(first, 1, 3));
  act(() => world.view().loadEarlier());
  await world.user.click(screen.getByRole('button', { name: 'Hang up' }));
  await screen.findByRole('button', { name: 'Start talking' });
  expect(world.texts()[0]).toBe('2');
  const second = await world.call();
  expect(world.texts()).toEqual(['3', '3!']);
  await world.script(() => talk(second, 7, 9));
  expect(world.texts()).toEqual(['9', '9!']);
});

test('outside a provider it throws, and says what to do', () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => complaints.mockRestore());
  function Page(): ReactNode {
    useTranscript();
    return null;
  }
  expect(() => render(<Page />)).toThrow(VoiceError);
});
