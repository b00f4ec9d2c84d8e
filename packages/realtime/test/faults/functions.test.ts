import { expect, test } from 'vitest';
import { framesOf } from '../support/frames.ts';
import { geminiStage } from '../support/gemini-stage.ts';
import { openaiStage } from '../support/openai-stage.ts';

// Kinds 11 to 15 of docs/realtime-faults.md: functions.

test('12: a call whose arguments are no object reaches nobody, and the model learns it', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      onAnswer: ({ turn }) =>
        turn === 1
          ? { items: [{ call: 'delete', arguments: '{"all": tr' }] }
          : { items: [{ say: 'Sorry.' }] },
    },
  });
  stage.type('Go.');
  await stage.pass(2000);
  expect(stage.messages('tool_call')).toEqual([]);
  expect(framesOf(openai.sessions[0], 'conversation.item.create').at(-1)).toMatchObject({
    item: { type: 'function_call_output' },
  });
  expect(stage.page.at(-1)).toBe('assistant: Sorry.');
});

test('14: a function that ends after the user has interrupted answers into no sentence of theirs', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      onAnswer: ({ turn }) =>
        turn === 1 ? { items: [{ call: 'slow' }] } : { items: [{ say: `Answer ${turn}.` }] },
    },
  });
  stage.type('Go.');
  await stage.pass(300);
  const [call] = stage.messages('tool_call');
  stage.microphone.speaking = true;
  await stage.pass(500);
  stage.send({
    type: 'tool_response',
    tool_call_id: String(call?.['tool_call_id']),
    content: '{}',
  });
  await stage.pass(500);
  const [session] = openai.sessions;
  expect(framesOf(session, 'response.create')).toHaveLength(1);
  stage.microphone.speaking = false;
  await stage.pass(3000);
  expect(session?.refusals).toEqual([]);
  expect(stage.states.at(-1)).toBe('idle');
});

test('15: a call of an earlier line is told anew before its answer', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      onAnswer: ({ turn, items }) =>
        turn === 1 && items.length === 1
          ? { items: [{ call: 'slow', arguments: { n: 1 } }] }
          : { items: [{ say: 'Done.' }] },
    },
  });
  stage.type('Go.');
  await stage.pass(300);
  const [call] = stage.messages('tool_call');
  stage.socket?.cut();
  await stage.pass(500);
  stage.send({
    type: 'tool_response',
    tool_call_id: String(call?.['tool_call_id']),
    content: '42',
  });
  await stage.pass(2000);
  const session = openai.sessions.at(-1);
  expect(session?.refusals).toEqual([]);
  expect(session?.items.map(({ type }) => type)).toContain('function_call_output');
  expect(stage.messages('tool_response')).toHaveLength(1);
});

/** What a function that was called is answered with. */
const answers = [
  { type: 'tool_response', content: 'plain' },
  { type: 'tool_response', content: '' },
  { type: 'tool_error', error: 'It took too long.' },
  { type: 'tool_error', error: 'It failed.', content: 'Say sorry.' },
] as const;

test.each(answers)(
  '11: a function that gives %o answers its call, and exactly once',
  async (answer) => {
    const { stage, openai } = await openaiStage({
      script: {
        onAnswer: ({ turn }) =>
          turn === 1 ? { items: [{ call: 'slow', id: 'c1' }] } : { items: [{ say: 'Well.' }] },
      },
    });
    stage.type('Go.');
    await stage.pass(300);
    stage.send({ ...answer, tool_call_id: '1:c1' });
    stage.send({ ...answer, tool_call_id: '1:c1' });
    await stage.pass(1500);
    const [session] = openai.sessions;
    const items = framesOf(session, 'conversation.item.create').map(({ item }) => item);
    const output = 'content' in answer ? answer.content : answer.error;
    expect(items.slice(1)).toMatchObject([{ type: 'function_call_output', call_id: 'c1', output }]);
    expect(framesOf(session, 'response.create')).toHaveLength(2);
    expect(stage.page.at(-1)).toBe('assistant: Well.');
    expect(session?.refusals).toEqual([]);
  },
);

test.each(answers)(
  '11: Gemini: a function that gives %o answers its call, and exactly once',
  async (answer) => {
    const { stage, gemini } = await geminiStage({
      script: {
        onTurn: ({ to }) =>
          to === 'tools'
            ? { parts: [{ say: 'Well.' }] }
            : { parts: [{ calls: [{ name: 'slow' }] }] },
      },
    });
    stage.type('Go.');
    await stage.pass(300);
    stage.send({ ...answer, tool_call_id: '1:call-1' });
    stage.send({ ...answer, tool_call_id: '1:call-1' });
    await stage.pass(1500);
    const [session] = gemini.sessions;
    const output = 'content' in answer ? answer.content : answer.error;
    expect(session?.received.filter((frame) => 'toolResponse' in frame)).toEqual([
      {
        toolResponse: { functionResponses: [{ id: 'call-1', name: 'slow', response: { output } }] },
      },
    ]);
    expect(stage.page.at(-1)).toBe('assistant: Well.');
    expect(session?.refusals).toEqual([]);
  },
);

test('12: a call of a response that was cut, and one that was broken off, reach nobody', async () => {
  const { stage, openai } = await openaiStage({
    script: { onAnswer: () => ({ items: [{ say: 'Wait.', duration: 3000 }], pace: 100 }) },
  });
  const [session] = openai.sessions;
  stage.type('Go.');
  await stage.pass(700);
  const created = session?.sent.find(({ type }) => type === 'response.created');
  const { id } = (created?.['response'] ?? {}) as { id?: string };
  const call = { type: 'function_call', name: 'delete', arguments: '{}' };
  session?.send({
    type: 'response.output_item.done',
    response_id: id,
    item: { ...call, id: 'i7', call_id: 'c7', status: 'incomplete' },
  });
  stage.handle({ type: 'interrupt' });
  await stage.pass(100);
  session?.send({
    type: 'response.function_call_arguments.done',
    response_id: id,
    item_id: 'i8',
    call_id: 'c8',
    name: 'delete',
    arguments: '{}',
  });
  await stage.pass(100);
  expect(stage.messages('tool_call')).toEqual([]);
});

test('12: a call of which a gateway says only that its item is done is one call', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      omit: ['response.function_call_arguments.done'],
      onAnswer: ({ turn }) =>
        turn === 1
          ? { items: [{ call: 'weather', arguments: { city: 'Bern' } }] }
          : { items: [{ say: 'Sunny.' }] },
    },
  });
  stage.onCall = () => 'sunny';
  stage.type('Weather?');
  await stage.pass(1500);
  expect(stage.messages('tool_call')).toMatchObject([
    { name: 'weather', parameters: '{"city":"Bern"}' },
  ]);
  expect(stage.page.at(-1)).toBe('assistant: Sunny.');
  expect(openai.sessions[0]?.refusals).toEqual([]);
});

test('13: several functions that end at different times, some of them in vain, have one answer', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      onAnswer: ({ turn }) =>
        turn === 1
          ? {
              items: [
                { call: 'one', id: 'c1' },
                { call: 'two', id: 'c2' },
                { call: 'broken', arguments: '[' },
              ],
            }
          : { items: [{ say: 'There.' }] },
    },
  });
  stage.type('Go.');
  await stage.pass(1000);
  stage.send({ type: 'tool_response', tool_call_id: '1:c2', content: '2' });
  await stage.pass(1000);
  const [session] = openai.sessions;
  expect(framesOf(session, 'response.create')).toHaveLength(1);
  expect(stage.states.at(-1)).toBe('thinking');
  stage.send({ type: 'tool_error', tool_call_id: '1:c1', error: 'No.' });
  await stage.pass(1000);
  expect(framesOf(session, 'response.create')).toHaveLength(2);
  expect(stage.page.at(-1)).toBe('assistant: There.');
  expect(session?.refusals).toEqual([]);
});

test('15: Gemini: an answer of a call of an earlier line is told in words, and answered', async () => {
  const { stage, gemini } = await geminiStage({
    script: {
      onTurn: ({ text }) =>
        text.includes('42')
          ? { parts: [{ say: 'It is 42.' }] }
          : { parts: [{ calls: [{ name: 'slow' }] }] },
    },
  });
  stage.type('Go.');
  await stage.pass(300);
  const [call] = stage.messages('tool_call');
  stage.socket?.cut();
  await stage.pass(1000);
  stage.send({
    type: 'tool_response',
    tool_call_id: String(call?.['tool_call_id']),
    content: '42',
  });
  await stage.pass(2000);
  expect(stage.page.at(-1)).toBe('assistant: It is 42.');
  expect(stage.states.at(-1)).toBe('idle');
  expect(gemini.sessions.flatMap(({ refusals }) => refusals)).toEqual([]);
});
