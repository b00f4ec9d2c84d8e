import type { OpenAISession } from '@vivavoce/testing/openai-realtime';
import { expect, test } from 'vitest';
import { openaiStage } from '../../test/support/openai-stage.ts';

const framesOf = (session: OpenAISession | undefined, type: string) =>
  (session?.received ?? []).filter((frame) => frame.type === type);

/** Ours, and the AI SDK's own model in its place. */
const both: [string, boolean][] = [
  ['ours', false],
  ['the AI SDK’s', true],
];

test.each(both)(
  'a call is connected once the service has accepted its settings: %s',
  async (_, theirs) => {
    const { stage, openai } = await openaiStage({
      theirs,
      settings: { system_prompt: 'Be {{mood}}.', variables: { mood: 'brief' }, voice_id: 'marin' },
    });
    expect(stage.of('connected')).toHaveLength(1);
    const [session] = openai.sessions;
    expect(session?.secret).toBe('ek_1');
    expect(session?.settings).toMatchObject({
      instructions: 'Be brief.',
      audio: {
        input: { transcription: expect.anything() as unknown },
        output: { voice: 'marin' },
      },
    });
    expect(session?.refusals).toEqual([]);
  },
);

test.each(both)('a greeting is asked for once, and heard: %s', async (_, theirs) => {
  const { stage, openai } = await openaiStage({ theirs, greeting: 'Say hello.' });
  await stage.pass(1500);
  expect(stage.page).toEqual(['assistant: Answer 1.']);
  expect(stage.heard).toEqual([[500, false]]);
  expect(framesOf(openai.sessions[0], 'response.create')).toMatchObject([
    { response: { instructions: 'Say hello.' } },
  ]);
  expect(stage.errors).toEqual([]);
});

test.each(both)(
  'a typed turn is answered, and its words grow in one entry: %s',
  async (_, theirs) => {
    const { stage, openai } = await openaiStage({ theirs });
    stage.type('How are you?');
    await stage.pass(1500);
    expect(stage.page).toEqual(['user: How are you?', 'assistant: Answer 1.']);
    expect(stage.messages('assistant_message').length).toBeGreaterThan(1);
    expect(stage.heard).toEqual([[500, false]]);
    expect(stage.states).toEqual(['thinking', 'speaking', 'idle']);
    expect(openai.sessions[0]?.refusals).toEqual([]);
  },
);

test.each(both)(
  'the place of spoken words is kept, although they come after the answer: %s',
  async (_, theirs) => {
    const { stage } = await openaiStage({ theirs, script: { transcriptDelay: 1500 } });
    await stage.speak(800);
    await stage.pass(800);
    expect(stage.page).toEqual(['user: …', 'assistant: Answer 1.']);
    await stage.pass(1000);
    expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
    expect(stage.states).toEqual(['thinking', 'speaking', 'idle']);
    expect(stage.of('turn-metrics')).toMatchObject([
      { turn: { responseDelay: expect.any(Number) as number } },
    ]);
  },
);

test.each(both)(
  'speech interrupts, and the model is told what was heard to the ms: %s',
  async (_, theirs) => {
    const { stage, openai } = await openaiStage({
      theirs,
      script: { onAnswer: () => ({ items: [{ say: 'One two three four.', duration: 3000 }] }) },
    });
    stage.type('Go.');
    await stage.pass(900);
    await stage.speak(600);
    const [session] = openai.sessions;
    const [cut] = stage.of('playback-ended');
    expect(cut?.heard.cut).toBe(true);
    const [truncate] = framesOf(session, 'conversation.item.truncate');
    expect(
      Math.abs(Number(truncate?.['audio_end_ms']) - (cut?.heard.duration ?? 0)),
    ).toBeLessThanOrEqual(1);
    expect(session?.sent.filter(({ type }) => type === 'conversation.item.truncated')).toHaveLength(
      1,
    );
    expect(session?.refusals).toEqual([]);
  },
);

test.each(both)('nothing is interrupted where nothing sounds: %s', async (_, theirs) => {
  const { stage, openai } = await openaiStage({ theirs });
  await stage.speak(600);
  expect(stage.of('interrupted')).toEqual([]);
  expect(framesOf(openai.sessions[0], 'conversation.item.truncate')).toEqual([]);
});

test.each(both)(
  'the button cancels what runs, and nothing more of it is heard: %s',
  async (_, theirs) => {
    const { stage, openai } = await openaiStage({
      theirs,
      script: {
        pace: 100,
        onAnswer: () => ({ items: [{ say: 'One two three four.', duration: 3000 }] }),
      },
    });
    stage.type('Go.');
    await stage.pass(800);
    stage.handle({ type: 'interrupt' });
    await stage.pass(2000);
    const [session] = openai.sessions;
    expect(framesOf(session, 'response.cancel')).toHaveLength(1);
    expect(framesOf(session, 'conversation.item.truncate')).toHaveLength(1);
    expect(stage.heard).toHaveLength(1);
    expect(stage.states.at(-1)).toBe('idle');
    expect(session?.refusals).toEqual([]);
  },
);

test.each(both)(
  'text typed into an answer stops it, and is answered when it has ended: %s',
  async (_, theirs) => {
    const { stage, openai } = await openaiStage({
      theirs,
      script: {
        pace: 100,
        onAnswer: ({ turn }) => ({ items: [{ say: `Answer ${turn} is long.`, duration: 2000 }] }),
      },
    });
    stage.type('One');
    await stage.pass(800);
    stage.type('Two');
    await stage.pass(5000);
    const [session] = openai.sessions;
    expect(session?.refusals).toEqual([]);
    expect(framesOf(session, 'response.create')).toHaveLength(2);
    expect(stage.page.at(-2)).toBe('user: Two');
    expect(stage.page.at(-1)).toBe('assistant: Answer 2 is long.');
    expect(stage.errors).toEqual([]);
  },
);

test.each(
  both.flatMap(([whose, theirs]) => [1, 2].map((count) => [count, whose, theirs] as const)),
)('%i calls at once are answered by exactly one further response: %s', async (count, _, theirs) => {
  const { stage, openai } = await openaiStage({
    theirs,
    script: {
      onAnswer: ({ turn }) =>
        turn === 1
          ? {
              items: [
                { say: 'Let me see.', duration: 200 },
                ...Array.from({ length: count }, (_, index) => ({
                  call: `tool${index}`,
                  arguments: { index },
                })),
              ],
            }
          : { items: [{ say: 'There it is.' }] },
    },
  });
  stage.onCall = (name) => `${name} is fine`;
  stage.type('Look it up.');
  await stage.pass(3000);
  const [session] = openai.sessions;
  expect(framesOf(session, 'response.create')).toHaveLength(2);
  expect(stage.messages('assistant_end')).toHaveLength(1);
  expect(stage.messages('tool_call')).toHaveLength(count);
  expect(stage.messages('tool_response')).toHaveLength(count);
  expect(stage.page).toEqual([
    'user: Look it up.',
    'assistant: Let me see.',
    'assistant: There it is.',
  ]);
  expect(session?.refusals).toEqual([]);
});

test.each(both)(
  'a response that fails is told, the turn is over, and the next one works: %s',
  async (_, theirs) => {
    const { stage } = await openaiStage({
      theirs,
      script: {
        onAnswer: ({ turn }) =>
          turn === 1
            ? { status: 'failed', reason: 'rate_limit_exceeded' }
            : { items: [{ say: 'Yes.' }] },
      },
    });
    stage.type('One');
    await stage.pass(500);
    expect(stage.errors).toHaveLength(1);
    expect(stage.errors[0]).toMatch(/rate_limit_exceeded/);
    expect(stage.states.at(-1)).toBe('idle');
    stage.type('Two');
    await stage.pass(1000);
    expect(stage.page.at(-1)).toBe('assistant: Yes.');
  },
);

test.each(both)(
  'a secret that is refused ends the attempt as unauthorized: %s',
  async (_, theirs) => {
    const { stage } = await openaiStage({ theirs, script: { admits: () => false } });
    expect(stage.of('ended')).toMatchObject([{ error: { reason: 'connection-unauthorized' } }]);
  },
);

test.each(
  both.flatMap(([whose, theirs]) =>
    ['going away', 'cut', 'expired'].map((how) => [how, whose, theirs] as const),
  ),
)('a line that ends (%s) comes back with the words of before: %s', async (how, _, theirs) => {
  const { stage, openai } = await openaiStage({ theirs });
  stage.type('My name is Ada.');
  await stage.pass(1500);
  if (how === 'cut') stage.socket?.cut();
  else if (how === 'expired') openai.sessions[0]?.expire();
  else openai.sessions[0]?.close(1001);
  await stage.pass(1000);
  expect(stage.of('connected')).toHaveLength(2);
  const [, session] = openai.sessions;
  expect(session?.secret).toBe('ek_2');
  // The contract has no items of the assistant: there they are told in the instructions.
  if (theirs) {
    expect(session?.settings['instructions']).toMatch(/My name is Ada\.[^]*Answer 1\./);
  } else {
    expect(session?.items).toMatchObject([
      { role: 'user', content: [{ type: 'input_text', text: 'My name is Ada.' }] },
      { role: 'assistant', content: [{ type: 'output_text', text: 'Answer 1.' }] },
    ]);
  }
  expect(framesOf(session, 'response.create')).toEqual([]);
  stage.type('What is my name?');
  await stage.pass(1500);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
  expect(stage.page).toHaveLength(4);
  expect(session?.refusals).toEqual([]);
});

test.each(both)(
  'speech that is cut by the line is sent again and becomes one entry: %s',
  async (_, theirs) => {
    const { stage } = await openaiStage({ theirs });
    stage.microphone.speaking = true;
    await stage.pass(500);
    stage.socket?.cut();
    await stage.pass(500);
    stage.microphone.speaking = false;
    await stage.pass(2500);
    expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  },
);

test.each(both)(
  'settings change in the middle of a call, and only what changed is sent: %s',
  async (_, theirs) => {
    const { stage, openai } = await openaiStage({ theirs, settings: { system_prompt: 'One.' } });
    stage.send({
      type: 'session_settings',
      system_prompt: 'Hello {{name}}.',
      variables: { name: 'Ada' },
    });
    await stage.pass(200);
    const [session] = openai.sessions;
    expect(framesOf(session, 'session.update').at(-1)).toMatchObject({
      session: { instructions: 'Hello Ada.' },
    });
    expect(Object.keys(framesOf(session, 'session.update').at(-1)?.['session'] as object)).toEqual([
      'type',
      ...(theirs ? ['model'] : []),
      'instructions',
    ]);
  },
);

test.each(both)('a quiet line is asked whether it is there: %s', async (_, theirs) => {
  const { stage, openai } = await openaiStage({ theirs });
  await stage.pass(5000);
  const updates = framesOf(openai.sessions[0], 'session.update');
  expect(updates.at(-1)?.['session']).toEqual({
    type: 'realtime',
    ...(theirs && { model: 'gpt-realtime' }),
  });
  expect(stage.of('lost')).toEqual([]);
});

test('a pause keeps answers back, and its end brings them', async () => {
  const { stage, openai } = await openaiStage();
  stage.send({ type: 'pause_assistant_message' });
  await stage.pass(100);
  await stage.speak(600);
  await stage.pass(1000);
  expect(stage.page).toEqual(['user: Words 1.']);
  expect(stage.states).toEqual(['paused']);
  stage.send({ type: 'resume_assistant_message' });
  await stage.pass(1500);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  expect(openai.sessions[0]?.refusals).toEqual([]);
});
