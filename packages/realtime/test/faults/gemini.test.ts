import { expect, test } from 'vitest';
import { geminiStage } from '../support/gemini-stage.ts';
import { openaiStage } from '../support/openai-stage.ts';

// Kinds 36 to 44 of docs/realtime-faults.md: Gemini Live.

test.each([true, false])(
  '36: frames are read in their order, binary or not: %s',
  async (binary) => {
    const { stage } = await geminiStage({ script: { binary } });
    stage.type('Hello.');
    await stage.pass(1500);
    expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
    expect(stage.heard).toEqual([[500, false]]);
  },
);

test('37: one message that holds everything is read whole, and its sound is heard once', async () => {
  const { stage, gemini } = await geminiStage({ script: { onTurn: () => ({}), pace: 1000 } });
  const data = Buffer.alloc(24_000).toString('base64');
  const sound = { inlineData: { mimeType: 'audio/pcm;rate=24000', data } };
  gemini.sessions[0]?.send({
    data,
    serverContent: {
      inputTranscription: { text: 'Hello.' },
      modelTurn: { role: 'model', parts: [sound, { text: 'not said', thought: true }, sound] },
      outputTranscription: { text: 'To you.' },
      generationComplete: true,
      turnComplete: true,
    },
    sessionResumptionUpdate: { newHandle: 'h', resumable: true },
    usageMetadata: { totalTokenCount: 7 },
  });
  await stage.pass(2000);
  expect(stage.page).toEqual(['user: Hello.', 'assistant: To you.']);
  // Two parts of the same bytes are two parts.
  expect(stage.heard).toEqual([[1000, false]]);
  expect(stage.of('unknown-message')).toHaveLength(1);
  expect(stage.states.at(-1)).toBe('idle');
});

test.each(['an answer', 'calls'])(
  '38: an interruption silences, and the end of that turn touches no other: %s',
  async (how) => {
    const { stage, gemini } = await geminiStage({
      script: {
        pace: how === 'calls' ? 20 : 100,
        onTurn: ({ turn }) =>
          how === 'calls' && turn === 1
            ? { parts: [{ calls: [{ name: 'slow' }] }] }
            : { parts: [{ say: `Answer ${turn}.`, duration: 2000 }] },
      },
    });
    stage.type('One.');
    await stage.pass(800);
    // The service says both to the text that is typed over it.
    stage.type('Two.');
    await stage.pass(60);
    expect(stage.states.at(-1)).not.toBe('idle');
    await stage.pass(4500);
    expect(stage.page.at(-1)).toBe('assistant: Answer 2.');
    expect(stage.heard.at(-1)).toEqual([2000, false]);
    expect(stage.states.at(-1)).toBe('idle');
    expect(gemini.sessions[0]?.refusals).toEqual([]);
  },
);

test.each([
  [[{ text: 'one' }, { text: ' two' }]],
  [
    [
      { text: 'one', finished: true },
      { text: ' two', finished: true },
    ],
  ],
  [[{ text: 'one' }, { text: ' two' }, { finished: true }]],
  [[{ text: '' }, { text: 'one two' }, {}]],
])('39: words end with their turn, whatever is said of them: %j', async (pieces) => {
  const { stage, gemini } = await geminiStage();
  const [session] = gemini.sessions;
  for (const inputTranscription of pieces) session?.send({ serverContent: { inputTranscription } });
  await stage.pass(50);
  expect(stage.page).toEqual(['user: one two…']);
  for (const outputTranscription of pieces)
    session?.send({ serverContent: { outputTranscription } });
  session?.send({ serverContent: { turnComplete: true } });
  await stage.pass(50);
  expect(stage.page).toEqual(['user: one two', 'assistant: one two']);
  expect(stage.states.at(-1) ?? 'idle').toBe('idle');
});

test.each(['plain', '', 'null', '[1,2]', '"text"', '7', 'true', '{"a":1}', '{"broken'])(
  '40: the answer %s of a function is an object there, with its id and name',
  async (content) => {
    const { stage, gemini } = await geminiStage({
      script: {
        onTurn: ({ to }) =>
          to === 'tools' ? { parts: [{ say: 'Well.' }] } : { parts: [{ calls: [{ name: 'f' }] }] },
      },
    });
    stage.onCall = () => content;
    stage.type('Go.');
    await stage.pass(1500);
    const [session] = gemini.sessions;
    expect(session?.refusals).toEqual([]);
    expect(session?.nameless).toEqual([]);
    expect(stage.page.at(-1)).toBe('assistant: Well.');
  },
);

test('41: calls that are taken back are told, also such as nobody knows, and their answers are sent nowhere', async () => {
  const { stage, gemini } = await geminiStage({
    script: { onTurn: () => ({ parts: [{ calls: [{ name: 'a' }, { name: 'b' }] }] }) },
  });
  const [session] = gemini.sessions;
  session?.cancelCalls(['before', 'any']);
  stage.type('Go.');
  await stage.pass(300);
  session?.cancelCalls(['call-1', 'unknown', 'call-1']);
  await stage.pass(50);
  const answer = (id: string): void =>
    stage.send({ type: 'tool_response', tool_call_id: `1:${id}`, content: '{}' });
  answer('call-1');
  answer('unknown');
  answer('call-2');
  await stage.pass(200);
  expect(stage.messages('tool_error')).toMatchObject([{ tool_call_id: '1:call-1' }]);
  expect(session?.received.filter((frame) => 'toolResponse' in frame)).toMatchObject([
    { toolResponse: { functionResponses: [{ id: 'call-2' }] } },
  ]);
});

test('42: the handle is the last one with which a session can be gone on with, and none is no field', async () => {
  const { stage, gemini } = await geminiStage();
  expect(gemini.sessions[0]?.setup['sessionResumption']).toEqual({});
  stage.type('Hello.');
  await stage.pass(1500);
  const last = gemini.sessions[0]?.sent.findLast((frame) => 'sessionResumptionUpdate' in frame);
  const { newHandle } = last?.['sessionResumptionUpdate'] as { newHandle: string };
  for (const update of [{ newHandle: 'not yet', resumable: false }, { resumable: true }, {}])
    gemini.sessions[0]?.send({ sessionResumptionUpdate: update });
  await stage.pass(50);
  stage.socket?.cut();
  await stage.pass(1000);
  expect(gemini.sessions[1]?.handle).toBe(newHandle);
});

test('43: fields are those of today, in the beginning and in mid-call', async () => {
  const { stage, gemini } = await geminiStage({ script: { contentInCall: false } });
  await stage.speak(500);
  await stage.pass(1000);
  stage.type('Hello.');
  await stage.pass(1500);
  const [session] = gemini.sessions;
  expect(session?.refusals).toEqual([]);
  const sent = JSON.stringify(session?.received);
  expect(sent).not.toContain('mediaChunks');
  expect(sent).not.toContain('clientContent');
  expect(session?.url.pathname).toMatch(/v1alpha.*Constrained$/);
});

test('44: who is muted in mid-sentence has ended it: Gemini', async () => {
  const { stage } = await geminiStage();
  stage.microphone.speaking = true;
  await stage.pass(600);
  stage.handle({ type: 'mute', muted: true });
  await stage.pass(2500);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
});

test('44: who is muted in mid-sentence has ended it: OpenAI', async () => {
  const { stage } = await openaiStage();
  stage.microphone.speaking = true;
  await stage.pass(600);
  stage.handle({ type: 'mute', muted: true });
  await stage.pass(2500);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
});
