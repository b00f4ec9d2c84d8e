import { expect, test } from 'vitest';
import { openaiModel } from '../../src/openai/openai-model.ts';
import { framesOf } from '../support/frames.ts';
import { geminiStage } from '../support/gemini-stage.ts';
import { openaiStage } from '../support/openai-stage.ts';

// Kinds 1 to 10 of docs/realtime-faults.md: responses and their ends.

/** An answer that is long enough to be interrupted. */
const long = { onAnswer: () => ({ items: [{ say: 'One two three four.', duration: 3000 }] }) };

test('1: an error ends no call, and one that answers a cancel that came too late is not even told', async () => {
  const { stage, openai } = await openaiStage();
  const [session] = openai.sessions;
  session?.send({
    type: 'error',
    error: {
      type: 'invalid_request_error',
      code: 'response_cancel_not_active',
      message: 'none',
      event_id: null,
    },
  });
  session?.fail('server_error', 'The server had an error.');
  await stage.pass(100);
  expect(stage.errors).toHaveLength(1);
  stage.type('Still there?');
  await stage.pass(1500);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
});

test('2: a request that meets a response nobody knew of is made again, once', async () => {
  const ours = openaiModel('gpt-realtime');
  const { stage, openai } = await openaiStage({
    script: { pace: 100 },
    // The stand-in has no such response, and would say so.
    model: {
      ...ours,
      serializeClientEvent: (event) =>
        event.type === 'response-cancel' ? null : ours.serializeClientEvent(event),
    },
  });
  const [session] = openai.sessions;
  // A response of its own, begun while the text is on its way.
  session?.send({
    type: 'response.created',
    response: { id: 'r1', object: 'realtime.response', status: 'in_progress' },
  });
  await stage.pass(20);
  stage.type('Hello.');
  await stage.pass(50);
  expect(framesOf(session, 'response.create')).toHaveLength(0);
  session?.send({
    type: 'response.done',
    response: { id: 'r1', object: 'realtime.response', status: 'completed', output: [] },
  });
  await stage.pass(2500);
  expect(framesOf(session, 'response.create')).toHaveLength(1);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
});

test('2: a request that is refused since a response runs is made again when that has ended', async () => {
  const { stage, openai } = await openaiStage({ script: { pace: 50, omit: ['response.created'] } });
  const [session] = openai.sessions;
  stage.type('One');
  await stage.pass(5);
  session?.send({
    type: 'error',
    error: {
      type: 'invalid_request_error',
      code: 'conversation_already_has_active_response',
      message: 'busy',
      event_id: framesOf(session, 'response.create')[0]?.['event_id'] ?? null,
    },
  });
  await stage.pass(6000);
  expect(stage.states.at(-1)).toBe('idle');
  expect(stage.page.filter((line) => line.startsWith('assistant')).length).toBeGreaterThanOrEqual(
    1,
  );
});

test('3: the late end of a cancelled response says nothing of the next', async () => {
  const { stage, openai } = await openaiStage({ script: { ...long, pace: 100 } });
  const [session] = openai.sessions;
  stage.type('One');
  await stage.pass(1000);
  const first = session?.sent.find(({ type }) => type === 'response.created')?.['response'] as {
    id: string;
  };
  stage.type('Two');
  await stage.pass(400);
  session?.send({
    type: 'response.done',
    response: { id: first.id, object: 'realtime.response', status: 'cancelled', output: [] },
  });
  stage.type('Three');
  await stage.pass(6000);
  expect(session?.refusals).toEqual([]);
  expect(stage.page.at(-1)).toBe('assistant: One two three four.');
});

test('4: sound of a cut answer that still comes is not heard, and spoils no figure', async () => {
  const { stage, openai } = await openaiStage({ script: long });
  const [session] = openai.sessions;
  stage.type('Go.');
  await stage.pass(900);
  const delta = session?.sent.findLast(({ type }) => type === 'response.output_audio.delta');
  stage.handle({ type: 'interrupt' });
  await stage.pass(200);
  const heard = stage.heard.length;
  for (let index = 0; index < 5; index += 1)
    session?.send({ ...delta, type: 'response.output_audio.delta', event_id: `late${index}` });
  await stage.pass(1000);
  expect(stage.heard).toHaveLength(heard);
  expect(stage.states.at(-1)).toBe('idle');
});

test('5: what sounds can be interrupted although the service was done with it long ago', async () => {
  const { stage, openai } = await openaiStage({ script: { ...long, pace: 1 } });
  stage.type('Go.');
  await stage.pass(1500);
  const [session] = openai.sessions;
  expect(session?.answering).toBe(false);
  await stage.speak(600);
  expect(stage.of('interrupted')).toHaveLength(1);
  expect(framesOf(session, 'conversation.item.truncate')).toHaveLength(1);
  expect(framesOf(session, 'response.cancel')).toEqual([]);
  expect(session?.refusals).toEqual([]);
});

test('7: two spoken messages of one response are two entries, and each is cut where it was', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      pace: 1,
      onAnswer: () => ({
        items: [
          { say: 'First one.', duration: 800 },
          { say: 'Second one.', duration: 2000 },
          { say: 'Third one.', duration: 1000 },
        ],
      }),
    },
  });
  const [session] = openai.sessions;
  stage.type('Go.');
  await stage.pass(1800);
  expect(stage.page.slice(1)).toEqual([
    'assistant: First one.',
    'assistant: Second one.',
    'assistant: Third one.',
  ]);
  await stage.speak(600);
  const cut = stage.of('playback-ended').find(({ heard }) => heard.cut);
  const truncated = framesOf(session, 'conversation.item.truncate').map((frame) =>
    Number(frame['audio_end_ms']),
  );
  expect(truncated.toSorted((a, b) => a - b)).toEqual([0, Math.floor(cut?.heard.duration ?? -1)]);
  expect(session?.refusals).toEqual([]);
});

test('8: a response of nothing at all is over', async () => {
  const { stage } = await openaiStage({ script: { onAnswer: () => ({}) } });
  stage.type('Hello.');
  await stage.pass(500);
  expect(stage.states).toEqual(['thinking', 'idle']);
});

test.each([
  ['response.created'],
  ['response.created', 'response.output_item.added', 'response.content_part.added'],
  ['session.updated'],
])('10: a gateway that leaves out %s is talked to all the same', async (...omit) => {
  const { stage, openai } = await openaiStage({ script: { omit } });
  await stage.pass(1200);
  stage.type('Hello.');
  await stage.pass(2000);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
  expect(stage.heard).toEqual([[500, false]]);
  expect(stage.states.at(-1)).toBe('idle');
  expect(openai.sessions[0]?.refusals).toEqual([]);
});

test('1: errors about what was sent in vain are settled there, and others are told once', async () => {
  const { stage, openai } = await openaiStage({ script: { ...long, pace: 100 } });
  const [session] = openai.sessions;
  stage.type('Go.');
  await stage.pass(900);
  stage.handle({ type: 'interrupt' });
  await stage.pass(20);
  for (const type of ['response.cancel', 'conversation.item.truncate']) {
    const [frame] = framesOf(session, type);
    const event_id = frame?.['event_id'];
    expect(event_id, type).toEqual(expect.any(String));
    const error = { type: 'invalid_request_error', code: 'other', message: 'Too late.', event_id };
    session?.send({ type: 'error', error });
  }
  await stage.pass(50);
  expect(stage.errors).toEqual([]);
  session?.send({ type: 'error', error: { type: 'server_error', message: 'Anything.' } });
  session?.send({ type: 'error' });
  await stage.pass(50);
  expect(stage.errors).toHaveLength(2);
  expect(stage.errors[0]).toMatch(/Anything.*server_error/);
  stage.type('Still there?');
  await stage.pass(4000);
  expect(stage.states.at(-1)).toBe('idle');
});

test('2: a request that is refused for any other reason is made again, once, and then told', async () => {
  const ours = openaiModel('gpt-realtime');
  const asked: (string | undefined)[] = [];
  const { stage, openai } = await openaiStage({
    model: {
      ...ours,
      serializeClientEvent: (event) => {
        if (event.type !== 'response-create') return ours.serializeClientEvent(event);
        asked.push(event.eventId);
        return null;
      },
    },
  });
  const [session] = openai.sessions;
  const refuse = (): void =>
    session?.send({
      type: 'error',
      error: { type: 'server_error', code: 'busy', message: 'Later.', event_id: asked.at(-1) },
    });
  stage.type('Hello.');
  await stage.pass(100);
  refuse();
  await stage.pass(100);
  expect(asked).toHaveLength(2);
  expect(stage.errors).toEqual([]);
  refuse();
  await stage.pass(100);
  expect(asked).toHaveLength(2);
  expect(stage.errors).toHaveLength(1);
  expect(stage.states).toEqual(['thinking', 'idle']);
});

test('3: an end without an id, and one of a response that nobody knows, are ends of no other', async () => {
  const { stage, openai } = await openaiStage({ script: { ...long, pace: 50 } });
  const [session] = openai.sessions;
  stage.type('One');
  await stage.pass(600);
  session?.send({ type: 'response.done', response: { id: 'foreign', status: 'completed' } });
  await stage.pass(100);
  expect(stage.messages('assistant_end')).toEqual([]);
  await stage.pass(5000);
  expect(stage.messages('assistant_end')).toHaveLength(1);
  expect(stage.heard).toEqual([[3000, false]]);
});

test('4: Gemini: sound that still comes of a turn that was cut is not heard, and the next turn is', async () => {
  const { stage, gemini } = await geminiStage({
    script: {
      pace: 100,
      onTurn: ({ turn }) => ({ parts: [{ say: `Answer ${turn}.`, duration: 2000 }] }),
    },
  });
  const [session] = gemini.sessions;
  stage.type('Go.');
  await stage.pass(900);
  const sound = session?.sent.findLast((frame) => JSON.stringify(frame).includes('inlineData'));
  session?.send({ serverContent: { interrupted: true } });
  await stage.pass(50);
  session?.send({ ...sound });
  await stage.pass(300);
  expect(stage.heard).toHaveLength(1);
  // By hand as well: this service goes on, and nobody hears it.
  await stage.pass(3000);
  stage.type('Again.');
  await stage.pass(900);
  stage.handle({ type: 'interrupt' });
  await stage.pass(3000);
  expect(stage.heard).toHaveLength(2);
  stage.type('And again.');
  await stage.pass(4000);
  expect(stage.heard.at(-1)).toEqual([2000, false]);
});

test('5: Gemini: what sounds can be interrupted although all of it came long ago', async () => {
  const { stage } = await geminiStage({
    script: { pace: 1, onTurn: () => ({ parts: [{ say: 'A long one.', duration: 4000 }] }) },
  });
  stage.type('Go.');
  await stage.pass(2000);
  await stage.speak(600);
  expect(stage.of('interrupted')).toHaveLength(1);
  expect(stage.heard[0]?.[1]).toBe(true);
});

test('7: a message and a call, and several parts of one message, are each what they are', async () => {
  const { stage, openai } = await openaiStage({ script: { onAnswer: () => ({}) } });
  const [session] = openai.sessions;
  session?.send({ type: 'response.created', response: { id: 'r1', status: 'in_progress' } });
  const at = { response_id: 'r1', item_id: 'i1' };
  const say = (type: string, content_index: number, words: object): void =>
    session?.send({ type: `response.${type}`, ...at, content_index, ...words });
  say('output_text.delta', 0, { delta: 'Look: ' });
  say('output_audio_transcript.delta', 1, { delta: 'here it ' });
  say('output_text.done', 0, { text: 'Look: ' });
  say('output_audio_transcript.delta', 1, { delta: 'is.' });
  say('output_audio_transcript.done', 1, { transcript: 'here it is.' });
  session?.send({
    type: 'response.output_item.added',
    response_id: 'r1',
    item: { id: 'i2', type: 'function_call', name: 'show', call_id: 'c1' },
  });
  session?.send({
    type: 'response.function_call_arguments.done',
    response_id: 'r1',
    item_id: 'i2',
    call_id: 'c1',
    arguments: '{}',
  });
  await stage.pass(50);
  expect(stage.page).toEqual(['assistant: Look: here it is.']);
  expect(stage.messages('tool_call')).toMatchObject([{ name: 'show' }]);
});

test('7: what was heard is told of the part that sounds', async () => {
  const { stage, openai } = await openaiStage();
  const [session] = openai.sessions;
  session?.send({ type: 'response.created', response: { id: 'r1', status: 'in_progress' } });
  session?.send({
    type: 'response.output_audio.delta',
    response_id: 'r1',
    item_id: 'i1',
    content_index: 1,
    delta: Buffer.alloc(96_000).toString('base64'),
  });
  await stage.pass(800);
  stage.handle({ type: 'interrupt' });
  await stage.pass(100);
  expect(framesOf(session, 'conversation.item.truncate')).toMatchObject([
    { item_id: 'i1', content_index: 1 },
  ]);
});

test('8: a response that only thinks is over with its end', async () => {
  const { stage, openai } = await openaiStage({ script: { onAnswer: () => ({}), pace: 100 } });
  stage.type('Hello.');
  await stage.pass(40);
  const created = openai.sessions[0]?.sent.find(({ type }) => type === 'response.created');
  const { id } = (created?.['response'] ?? {}) as { id?: string };
  openai.sessions[0]?.send({
    type: 'response.output_item.added',
    response_id: id,
    item: { id: 'thought', type: 'reasoning' },
  });
  await stage.pass(1000);
  expect(stage.states).toEqual(['thinking', 'idle']);
  expect(stage.page).toEqual(['user: Hello.']);
});

test('8: Gemini: a turn of nothing, or of thoughts alone, is over with its end', async () => {
  const { stage, gemini } = await geminiStage({ script: { onTurn: () => ({}), pace: 100 } });
  stage.type('Hello.');
  await stage.pass(50);
  const parts = [{ text: 'They greet me.', thought: true }];
  gemini.sessions[0]?.send({ serverContent: { modelTurn: { role: 'model', parts } } });
  await stage.pass(1000);
  expect(stage.states).toEqual(['thinking', 'idle']);
  expect(stage.page).toEqual(['user: Hello.']);
});

test('9: responses that fail or break off are told or not, and over, and the next one works', async () => {
  const { stage } = await openaiStage({
    script: {
      onAnswer: ({ turn }) =>
        turn === 1
          ? { status: 'failed', reason: 'insufficient_quota' }
          : turn === 2
            ? { items: [{ say: 'I was about' }], status: 'incomplete' }
            : { items: [{ say: 'Yes.' }] },
    },
  });
  for (const text of ['One', 'Two', 'Three']) {
    stage.type(text);
    await stage.pass(1500);
    expect(stage.states.at(-1)).toBe('idle');
  }
  expect(stage.errors).toHaveLength(1);
  expect(stage.errors[0]).toMatch(/insufficient_quota/);
  expect(stage.page.at(-1)).toBe('assistant: Yes.');
});

test('10: a gateway that says of a response neither its id nor its beginning is talked to all the same', async () => {
  const { stage, openai } = await openaiStage({
    script: { onAnswer: () => ({}), omit: ['response.created', 'response.done'] },
  });
  const [session] = openai.sessions;
  for (const turn of [1, 2]) {
    stage.type(`Text ${turn}.`);
    await stage.pass(100);
    const at = { item_id: `i${turn}`, content_index: 0 };
    session?.send({
      type: 'response.output_audio_transcript.delta',
      ...at,
      delta: `Answer ${turn}.`,
    });
    session?.send({
      type: 'response.output_audio.delta',
      ...at,
      delta: Buffer.alloc(9600).toString('base64'),
    });
    session?.sendRaw('{"type":"response.done","response":{}}');
    await stage.pass(1000);
  }
  expect(stage.page).toEqual([
    'user: Text 1.',
    'assistant: Answer 1.',
    'user: Text 2.',
    'assistant: Answer 2.',
  ]);
  expect(stage.heard).toEqual([
    [200, false],
    [200, false],
  ]);
  expect(stage.states.at(-1)).toBe('idle');
});

test('10: an utterance that was committed is no answer that has begun, and none is waited for in vain', async () => {
  const turnDetection = { type: 'server_vad', create_response: false };
  const { stage } = await openaiStage({ service: { turnDetection }, turns: { create: false } });
  await stage.speak(600);
  await stage.pass(1000);
  expect(stage.page).toEqual(['user: Words 1.']);
  expect(stage.states.at(-1) ?? 'idle').toBe('idle');
});
