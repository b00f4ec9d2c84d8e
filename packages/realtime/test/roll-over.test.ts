import { expect, test } from 'vitest';
import { geminiStage } from './support/gemini-stage.ts';
import { openaiStage } from './support/openai-stage.ts';
import type { RealtimeStage } from './support/realtime-stage.ts';
import { isWhole, piecesIn } from './support/stage-devices.ts';

// Before a session ends another takes its place, and neither the page nor whoever listens notices.

/** Sessions of 20 s: from 18 s on another is made ready, at 19.5 s it takes over in any case. */
const lifetime = 20;

type Frame = Readonly<Record<string, unknown>>;

/** The pieces of the microphone's sound that went to these sessions, one session after the other. */
function openaiSound(sessions: readonly { readonly received: readonly Frame[] }[]): number[] {
  return sessions.flatMap(({ received }) =>
    received.flatMap(({ audio }) => (typeof audio === 'string' ? piecesIn(audio, 24_000) : [])),
  );
}

function geminiSound(sessions: readonly { readonly received: readonly Frame[] }[]): number[] {
  return sessions.flatMap(({ received }) =>
    received.flatMap(({ realtimeInput }) => {
      const { audio } = (realtimeInput ?? {}) as { audio?: { data: string } };
      return audio ? piecesIn(audio.data, 16_000) : [];
    }),
  );
}

/** Nobody has noticed anything. */
function expectUnnoticed(stage: RealtimeStage): void {
  // It is connected since it began, to a session of another name each time.
  const connected = stage.of('connected');
  expect(new Set(connected.map(({ at }) => at)).size).toBe(1);
  expect(new Set(connected.map(({ chatId }) => chatId)).size).toBe(connected.length);
  expect(stage.of('lost')).toEqual([]);
  expect(stage.errors).toEqual([]);
}

test('another session takes over before one ends, with a secret of its own and the words so far', async () => {
  const { stage, openai } = await openaiStage({
    script: { lifetime },
    settings: { system_prompt: 'Be brief.' },
  });
  stage.type('My name is Ada.');
  await stage.pass(18_500);
  expect(openai.sessions.map(({ secret }) => secret)).toEqual(['ek_1', 'ek_2']);
  const [first, second] = openai.sessions;
  await expect(first?.ended).resolves.toMatchObject({ code: 1000 });
  expect(second?.settings).toMatchObject({ instructions: 'Be brief.' });
  expect(second?.items).toMatchObject([{ role: 'user' }, { role: 'assistant' }]);
  stage.type('What is my name?');
  await stage.pass(2000);
  expect(stage.page).toEqual([
    'user: My name is Ada.',
    'assistant: Answer 1.',
    'user: What is my name?',
    'assistant: Answer 1.',
  ]);
  expect(isWhole(openaiSound(openai.sessions))).toBe(true);
  expect([...(first?.refusals ?? []), ...(second?.refusals ?? [])]).toEqual([]);
  expectUnnoticed(stage);
});

test('the id of the chat is that of the session that serves, and the group that of the call', async () => {
  const { stage, openai } = await openaiStage({ script: { lifetime } });
  await stage.pass(18_500);
  stage.socket?.cut();
  await stage.pass(1000);
  const ids = openai.sessions.map(
    ({ sent }) => (sent[0]?.['session'] as { readonly id?: string } | undefined)?.id,
  );
  expect(new Set(ids).size).toBe(3);
  const connected = stage.of('connected');
  expect(connected.map(({ chatId }) => chatId)).toEqual(ids);
  expect(new Set(connected.map(({ chatGroupId }) => chatGroupId)).size).toBe(1);
  expect(stage.messages('chat_metadata').map(({ chat_id }) => chat_id)).toEqual(ids);
});

test('one session after the other takes over, for as long as the call lasts', async () => {
  const { stage, openai } = await openaiStage({ script: { lifetime: 10 } });
  await stage.pass(30_000);
  expect(openai.sessions).toHaveLength(4);
  expect(isWhole(openaiSound(openai.sessions))).toBe(true);
  expectUnnoticed(stage);
});

test('what sounds is heard to its end before another session takes over, which is ready by then', async () => {
  const { stage, openai } = await openaiStage({
    script: { lifetime, onAnswer: () => ({ items: [{ say: 'A long one.', duration: 2000 }] }) },
  });
  await stage.pass(16_900);
  stage.type('Go.');
  await stage.pass(1400);
  // It waits beside the one that serves.
  expect(openai.sessions).toHaveLength(2);
  expect(openai.sessions[1]?.received).toEqual([]);
  expect(stage.states.at(-1)).toBe('speaking');
  await stage.pass(1200);
  expect(stage.heard).toEqual([[2000, false]]);
  expect(openai.sessions[1]?.items).toHaveLength(2);
  expect(isWhole(openaiSound(openai.sessions))).toBe(true);
  expectUnnoticed(stage);
});

test('words that come late are waited for, and the next session is told them', async () => {
  const { stage, openai } = await openaiStage({
    script: { lifetime, transcriptDelay: 2500, onAnswer: () => ({ items: [{ say: 'Yes.' }] }) },
  });
  await stage.pass(15_400);
  await stage.speak(800);
  await stage.pass(1900);
  expect(stage.page).toEqual(['user: …', 'assistant: Yes.']);
  await stage.pass(600);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Yes.']);
  expect(openai.sessions[1]?.items).toMatchObject([
    { role: 'user', content: [{ text: 'Words 1.' }] },
    { role: 'assistant' },
  ]);
  expectUnnoticed(stage);
});

test('who speaks over the last moment of a session makes one utterance', async () => {
  const { stage, openai } = await openaiStage({ script: { lifetime } });
  await stage.pass(16_000);
  await stage.speak(5000, 3000);
  const [first, second] = openai.sessions;
  const committed = [first, second].map(
    (session) => session?.sent.filter(({ type }) => type === 'input_audio_buffer.committed').length,
  );
  expect(committed).toEqual([0, 1]);
  // All of it, from before the first voice on.
  expect(openaiSound([second ?? { received: [] }]).length).toBeGreaterThan(250);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  expectUnnoticed(stage);
});

test('an answer that is made when a session ends is heard to its end, and the next session is told it', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      lifetime,
      pace: 100,
      onAnswer: ({ turn }) => ({ items: [{ say: 'One two three four.', duration: turn * 6000 }] }),
    },
  });
  await stage.pass(16_500);
  stage.type('Go.');
  await stage.pass(3200);
  expect(openai.sessions).toHaveLength(2);
  expect(openai.sessions[1]?.items).toMatchObject([{ role: 'user' }]);
  await stage.pass(4000);
  expect(stage.heard).toEqual([[6000, false]]);
  expect(stage.states).toEqual(['thinking', 'speaking', 'idle']);
  expect(openai.sessions[1]?.items).toMatchObject([
    { role: 'user' },
    { role: 'assistant', content: [{ text: 'One two three four.' }] },
  ]);
  await expect(openai.sessions[0]?.ended).resolves.toMatchObject({ code: 1000 });
  expectUnnoticed(stage);
});

test('a function that is called over the end of a session is answered on the next', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      lifetime,
      onAnswer: ({ items }) =>
        items.some(({ type }) => type === 'function_call_output')
          ? { items: [{ say: 'Done.' }] }
          : { items: [{ call: 'slow' }] },
    },
  });
  await stage.pass(16_500);
  stage.type('Go.');
  await stage.pass(5000);
  const [call] = stage.messages('tool_call');
  stage.send({
    type: 'tool_response',
    tool_call_id: String(call?.['tool_call_id']),
    content: '42',
  });
  await stage.pass(2000);
  expect(stage.page).toEqual(['user: Go.', 'assistant: Done.']);
  expect(stage.messages('tool_response')).toHaveLength(1);
  expect(openai.sessions[1]?.refusals).toEqual([]);
  expectUnnoticed(stage);
});

test('text that is typed while another session takes over is answered once', async () => {
  const { stage, openai } = await openaiStage({ script: { lifetime } });
  for (let ms = 0; ms < 200 && (openai.sessions[1]?.received.length ?? 0) === 0; ms += 0) {
    await stage.pass(ms === 0 && stage.clock.now() < 17_900 ? 17_850 : 1);
  }
  stage.type('Hello.');
  await stage.pass(2000);
  expect(stage.page).toEqual(['user: Hello.', 'assistant: Answer 1.']);
  const typed = openai.sessions.map(
    ({ received }) => received.filter(({ type }) => type === 'conversation.item.create').length,
  );
  expect(typed).toEqual([0, 1]);
  expectUnnoticed(stage);
});

test.each([0, 40, 80, 120])(
  'a voice that begins while another session takes over is heard by one of them, whole: after %i ms',
  async (lead) => {
    const { stage, openai } = await openaiStage({ script: { lifetime } });
    await stage.pass(17_950 + lead - stage.clock.now());
    await stage.speak(1000, 2500);
    expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
    await stage.pass(1000);
    expect(openai.sessions.length).toBeGreaterThan(1);
    expect(isWhole(openaiSound(openai.sessions))).toBe(true);
    expectUnnoticed(stage);
  },
);

test('where no credentials can be had the session goes on, and it is tried again', async () => {
  const { stage, openai } = await openaiStage({ script: { lifetime } });
  stage.refusesCredentials = true;
  await stage.pass(18_500);
  expect(openai.sessions).toHaveLength(1);
  expect(stage.attempts).toBeGreaterThan(1);
  expect(stage.attempts).toBeLessThan(6);
  stage.type('Still there?');
  await stage.pass(700);
  stage.refusesCredentials = false;
  await stage.pass(1500);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
  expect(openai.sessions).toHaveLength(2);
  expectUnnoticed(stage);
});

test('where another session can not be had this one goes on, and nothing is left open', async () => {
  let refused = 0;
  const { stage, openai } = await openaiStage({
    script: { lifetime, admits: (secret) => secret === 'ek_1' || (refused += 1) > 1 },
  });
  await stage.pass(18_400);
  expect(openai.sessions).toHaveLength(1);
  openai.refuse();
  await stage.pass(600);
  openai.refuse(false);
  await stage.pass(1000);
  expect(openai.sessions).toHaveLength(2);
  expect(refused).toBeGreaterThan(1);
  expect(isWhole(openaiSound(openai.sessions))).toBe(true);
  expectUnnoticed(stage);
});

test('a session that never takes its settings is given up, and what waited for it goes to the one before', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      lifetime,
      onSession: (session) => {
        if (session.secret === 'ek_2') Object.assign(session, { send: () => undefined });
      },
    },
  });
  await stage.pass(18_300 - 100);
  stage.type('Hello.');
  await stage.pass(5000);
  expect(stage.page.slice(0, 2)).toEqual(['user: Hello.', 'assistant: Answer 1.']);
  expect(
    isWhole(openaiSound([openai.sessions[0], openai.sessions.at(-1)].flatMap((one) => one ?? []))),
  ).toBe(true);
  expectUnnoticed(stage);
});

test('nothing is left open by who hangs up while another session is made ready', async () => {
  const { stage, openai } = await openaiStage({
    script: { lifetime, onAnswer: () => ({ items: [{ say: 'Long.', duration: 5000 }] }) },
  });
  await stage.pass(16_500);
  stage.type('Go.');
  await stage.pass(2000);
  expect(openai.sessions).toHaveLength(2);
  stage.close();
  await stage.pass(100);
  const ends = await Promise.all(openai.sessions.map(({ ended }) => ended));
  expect(ends.map(({ code }) => code)).toEqual([1000, 1000]);
  // Credentials that come after it are used for nothing.
  stage.handle({ type: 'offer', url: `${openai.url}/v1/realtime?model=x`, protocols: [] });
  await stage.pass(1000);
  expect(openai.sessions).toHaveLength(2);
});

test('a line that breaks while another is made ready is lost as any other, and nothing is left open', async () => {
  const { stage, openai } = await openaiStage({
    script: { lifetime, onAnswer: () => ({ items: [{ say: 'Long.', duration: 5000 }] }) },
  });
  await stage.pass(16_500);
  stage.type('Go.');
  await stage.pass(2000);
  openai.sessions[0]?.drop();
  await stage.pass(3000);
  expect(stage.of('connected')).toHaveLength(2);
  await expect(openai.sessions[1]?.ended).resolves.toMatchObject({ code: 1000 });
  stage.type('Hello?');
  await stage.pass(2000);
  expect(stage.page.at(-1)).toBe('assistant: Long.');
});

test('35: a machine that has slept over the end of its session takes another at once', async () => {
  const { stage, openai, clock } = await openaiStage({ script: { lifetime } });
  stage.type('Hello.');
  await stage.pass(2000);
  clock.sleep(3_600_000);
  await stage.pass(1000);
  expect(openai.sessions.map(({ secret }) => secret)).toEqual(['ek_1', 'ek_2']);
  expect(stage.of('connected')).toHaveLength(2);
  expect(openai.sessions[1]?.items).toHaveLength(2);
});

test('a machine whose clock is wrong takes no session for over', async () => {
  const { stage, openai } = await openaiStage({ script: { lifetime: -7200 } });
  await stage.pass(10_000);
  expect(openai.sessions).toHaveLength(1);
  expectUnnoticed(stage);
});

test('Gemini: after goAway another session takes over when nobody speaks, by the latest handle', async () => {
  const { stage, gemini } = await geminiStage({
    script: { onTurn: () => ({ parts: [{ say: 'A long one.', duration: 1500 }] }) },
  });
  stage.type('Go.');
  await stage.pass(300);
  gemini.sessions[0]?.goAway('5s');
  await stage.pass(700);
  expect(gemini.sessions.map(({ received }) => received.length > 0)).toEqual([true, false]);
  await stage.pass(2500);
  expect(gemini.sessions).toHaveLength(2);
  expect(gemini.sessions[1]?.handle).toMatch(/^handle-/);
  expect(stage.heard).toEqual([[1500, false]]);
  stage.type('Again.');
  await stage.pass(2500);
  expect(stage.page).toHaveLength(4);
  expect(isWhole(geminiSound(gemini.sessions))).toBe(true);
  expect(gemini.sessions.flatMap(({ refusals }) => refusals)).toEqual([]);
  expectUnnoticed(stage);
});

test('42: Gemini: goAway is heeded when nothing else comes, and with little time as well', async () => {
  const { stage, gemini } = await geminiStage({
    script: { onTurn: () => ({ parts: [{ say: 'A very long one.', duration: 8000 }] }) },
  });
  gemini.sessions[0]?.goAway('50s');
  await stage.pass(1000);
  expect(gemini.sessions).toHaveLength(2);
  stage.type('Go.');
  await stage.pass(1000);
  gemini.sessions[1]?.goAway('2s');
  await stage.pass(1900);
  expect(gemini.sessions).toHaveLength(3);
  gemini.sessions[1]?.close(1001);
  await stage.pass(8000);
  // What had come of it is heard.
  expect(stage.heard).toEqual([[8000, false]]);
  stage.type('Again.');
  await stage.pass(9000);
  expect(stage.page).toHaveLength(4);
  expectUnnoticed(stage);
});

test('Gemini: who speaks over the last moment of a session makes one utterance', async () => {
  const { stage, gemini } = await geminiStage();
  stage.microphone.speaking = true;
  await stage.pass(1000);
  gemini.sessions[0]?.goAway('3s');
  await stage.pass(3500);
  stage.microphone.speaking = false;
  await stage.pass(3000);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  expect(gemini.sessions).toHaveLength(2);
  expectUnnoticed(stage);
});

test('Gemini: a handle that is not known any more is given up, and the words are told in its place', async () => {
  const { stage, gemini } = await geminiStage();
  stage.type('My name is Ada.');
  await stage.pass(1500);
  gemini.forget();
  gemini.sessions[0]?.goAway('20s');
  await stage.pass(8000);
  expect(JSON.stringify(gemini.sessions.at(-1)?.setup)).toContain('user: My name is Ada.');
  stage.type('Who am I?');
  await stage.pass(1500);
  expect(stage.page).toHaveLength(4);
  expectUnnoticed(stage);
});

test('Gemini: what was said since the handle is told besides it', async () => {
  const { stage, gemini } = await geminiStage({
    script: { onTurn: () => ({ parts: [{ say: 'A long one.', duration: 6000 }] }) },
  });
  stage.type('One.');
  await stage.pass(7000);
  stage.type('Two.');
  await stage.pass(1000);
  stage.socket?.cut();
  await stage.pass(1000);
  const setup = JSON.stringify(gemini.sessions.at(-1)?.setup);
  expect(setup).toContain('user: Two.');
  expect(setup).not.toContain('user: One.');
  expect(gemini.sessions.at(-1)?.handle).toMatch(/^handle-/);
});
