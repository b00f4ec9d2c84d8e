import { expect, test } from 'vitest';
import { geminiStage } from '../support/gemini-stage.ts';
import { openaiStage } from '../support/openai-stage.ts';

// Kinds 16 to 20 of docs/realtime-faults.md: words.

/** An answer that is long enough to be interrupted. */
const long = { onAnswer: () => ({ items: [{ say: 'One two three four.', duration: 3000 }] }) };

test('16: words that never come leave no place behind that waits', async () => {
  const { stage } = await openaiStage({ script: { onSpeech: () => ({ transcript: null }) } });
  await stage.speak(600);
  await stage.pass(1500);
  expect(stage.messages('user_message').at(-1)).toMatchObject({
    interim: false,
    message: { content: null },
  });
  expect(stage.states.at(-1)).toBe('idle');
});

test('17: words that come in another order stand in the order in which they were said', async () => {
  const { stage, openai } = await openaiStage({ script: { transcriptDelay: 1e9 } });
  await stage.speak(600);
  await stage.pass(800);
  await stage.speak(600);
  await stage.pass(800);
  const [session] = openai.sessions;
  const [one, two] = (session?.sent ?? []).filter(
    ({ type }) => type === 'input_audio_buffer.committed',
  );
  const say = (item: unknown, transcript: string): void =>
    session?.send({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: item,
      content_index: 0,
      transcript,
    });
  say(two?.['item_id'], 'second');
  await stage.pass(50);
  say(one?.['item_id'], 'first');
  await stage.pass(50);
  expect(stage.page).toEqual([
    'user: first',
    'assistant: Answer 1.',
    'user: second',
    'assistant: Answer 2.',
  ]);
});

test('18: words of a cut answer stay on the page', async () => {
  const { stage } = await openaiStage({ script: long });
  stage.type('Go.');
  await stage.pass(1800);
  const before = stage.page.at(-1);
  await stage.speak(600, 100);
  expect(stage.page[1]).toBe(before);
});

test('20: a written answer is shown like any other', async () => {
  const { stage } = await openaiStage({ service: { session: { output_modalities: ['text'] } } });
  stage.type('Hello.');
  await stage.pass(800);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
  expect(stage.states.at(-1)).toBe('idle');
});

test('16: where nobody writes words down no place waits for them', async () => {
  const { stage } = await openaiStage({ service: { transcription: null }, transcribes: false });
  await stage.speak(600);
  await stage.pass(1500);
  expect(stage.page.filter((line) => line.endsWith('…'))).toEqual([]);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
  expect(stage.states.at(-1)).toBe('idle');
});

test('16: words of which nobody says that they won’t come are waited for, and not for ever', async () => {
  const { stage } = await openaiStage({ script: { transcriptDelay: 1e9 } });
  await stage.speak(600);
  await stage.pass(2000);
  expect(stage.page[0]).toBe('user: …');
  await stage.pass(20_000);
  expect(stage.page.filter((line) => line.endsWith('…'))).toEqual([]);
});

test('16: words that were on their way when the line broke leave no place that waits', async () => {
  const { stage } = await openaiStage({ script: { transcriptDelay: 1500 } });
  await stage.speak(600, 800);
  stage.socket?.cut();
  await stage.pass(8000);
  expect(stage.page.filter((line) => line.endsWith('…'))).toEqual([]);
  expect(stage.page.filter((line) => line.startsWith('user'))).toHaveLength(1);
});

test('17: a second utterance while the words of the first are missing blanks nothing', async () => {
  const { stage, openai } = await openaiStage({ script: { transcriptDelay: 1e9 } });
  await stage.speak(500);
  await stage.speak(500);
  const [session] = openai.sessions;
  const ids = (session?.sent ?? [])
    .filter(({ type }) => type === 'input_audio_buffer.committed')
    .map((frame) => frame['item_id']);
  const told = (type: string, item: number, words: object): void =>
    session?.send({
      type: `conversation.item.input_audio_transcription.${type}`,
      item_id: ids[item],
      content_index: 0,
      ...words,
    });
  told('delta', 1, { delta: 'sec' });
  told('delta', 0, { delta: 'fir' });
  told('delta', 1, { delta: 'ond' });
  told('delta', 0, { delta: 'st' });
  await stage.pass(50);
  const words = (): string[] => stage.page.filter((line) => line.startsWith('user'));
  expect(words()).toEqual(['user: first…', 'user: second…']);
  told('completed', 1, { transcript: 'second' });
  told('completed', 0, { transcript: 'first' });
  await stage.pass(50);
  expect(words()).toEqual(['user: first', 'user: second']);
});

test('17: Gemini: words of one turn are none of the next', async () => {
  const { stage } = await geminiStage({
    script: { onSpeech: (utterance) => `utterance number ${utterance}` },
  });
  for (const _ of [1, 2, 3]) {
    await stage.speak(500);
    await stage.pass(1500);
  }
  expect(stage.page).toEqual([
    'user: utterance number 1',
    'assistant: Answer 1.',
    'user: utterance number 2',
    'assistant: Answer 2.',
    'user: utterance number 3',
    'assistant: Answer 3.',
  ]);
});

test('18: Gemini: words of a cut answer stay on the page', async () => {
  const { stage } = await geminiStage({
    script: { onTurn: () => ({ parts: [{ say: 'One two three four.', duration: 3000 }] }) },
  });
  stage.type('Go.');
  await stage.pass(1800);
  const before = stage.page.at(-1);
  await stage.speak(600, 100);
  expect(stage.page[1]).toBe(before);
});

test('18: an item without words erases none', async () => {
  const { stage, openai } = await openaiStage();
  stage.type('Hello.');
  await stage.pass(1500);
  const [session] = openai.sessions;
  const { sent = [] } = session ?? {};
  const done = sent.findLast(({ type }) => type === 'response.output_item.done');
  const { id } = (done?.['item'] ?? {}) as { id?: string };
  const item = { id, type: 'message', role: 'assistant', content: [{ type: 'output_audio' }] };
  for (const type of [
    'conversation.item.retrieved',
    'conversation.item.done',
    'conversation.item.added',
  ])
    session?.send({ type, item });
  session?.send({
    ...done,
    type: 'response.output_audio_transcript.done',
    item_id: id,
    transcript: '',
  });
  await stage.speak(600);
  await stage.pass(1000);
  const committed = sent.findLast(({ type }) => type === 'input_audio_buffer.committed');
  session?.send({
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: committed?.['item_id'],
    transcript: '',
  });
  await stage.pass(100);
  expect(stage.page).toEqual([
    'user: Hello.',
    'assistant: Answer 1.',
    'user: Words 1.',
    'assistant: Answer 2.',
  ]);
});

test('19: words that five kinds of events carry stand there once', async () => {
  const { stage, openai } = await openaiStage();
  stage.type('Hello.');
  await stage.pass(1500);
  await stage.speak(600);
  await stage.pass(1500);
  const types = new Set(openai.sessions[0]?.sent.map(({ type }) => type));
  for (const type of [
    'response.output_audio_transcript.delta',
    'response.output_audio_transcript.done',
    'response.content_part.done',
    'response.output_item.done',
    'conversation.item.done',
  ])
    expect(types, type).toContain(type);
  expect(stage.page).toEqual([
    'user: Hello.',
    'assistant: Answer 1.',
    'user: Words 1.',
    'assistant: Answer 2.',
  ]);
});

test('20: Gemini: a written answer is shown like any other', async () => {
  const { stage } = await geminiStage({
    service: { setup: { generationConfig: { responseModalities: ['TEXT'] } } },
  });
  stage.type('Hello.');
  await stage.pass(800);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
  expect(stage.states.at(-1)).toBe('idle');
});
