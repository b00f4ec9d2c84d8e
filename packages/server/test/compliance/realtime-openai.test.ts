import { base64ToBytes, readWav } from '@vivavoce/evi';
import { expect, it, vi } from 'vitest';
import type { TestClient } from '../support/client.ts';
import { caller, openaiKey, openaiStage, textOf, voice } from '../support/realtime.ts';

// Rule: to a client a Chat with a realtime model behind it is a Chat of EVI. A strict stand-in of OpenAI Realtime over a real socket.

vi.setConfig({ testTimeout: 40_000 });

const weather = {
  name: 'weather',
  description: 'Tells the weather.',
  type: 'function',
  parameters: '{"type":"object","properties":{"city":{"type":"string"}}}',
  fallback_content: 'Nobody knows.',
} as const;

/** ms of sound that a client has been sent. */
function soundOf(client: TestClient): number {
  return client.all('audio_output').reduce((sum, { data }) => {
    const wav = readWav(base64ToBytes(data) ?? new Uint8Array());
    if (typeof wav === 'string') throw new Error(wav);
    return sum + (1000 * wav.samples.length) / wav.sampleRate;
  }, 0);
}

it('a voice becomes words, and the answer sentences with whole WAVs and scores, in EVI’s order', async () => {
  const say = 'It is noon. The sun shines, and nobody works.';
  const real = await openaiStage({
    transcriptDelay: 300,
    onAnswer: () => ({ items: [{ say, duration: 4000 }] }),
  });
  const client = await caller(real, '', {
    system_prompt: 'Be {{mood}}.',
    variables: { mood: 'kind' },
  });
  await client.speak(voice(1200));
  await client.next('assistant_end');
  expect(textOf(client)).toEqual(['It is noon.', 'The sun shines, and nobody works.']);
  const [words] = client.all('user_message');
  expect(words).toMatchObject({
    from_text: false,
    interim: false,
    message: { content: 'Words 1.' },
  });
  expect(Object.keys(words?.models.prosody?.scores ?? {})).toHaveLength(48);
  expect(words?.time.begin).toBeLessThan(400);
  expect(words?.time.end).toBeGreaterThan(900);
  const types = client.types.filter((type) => type !== 'audio_output');
  expect(types.filter((type) => type !== 'assistant_prosody')).toEqual([
    ...['chat_metadata', 'user_message', 'assistant_message', 'assistant_message', 'assistant_end'],
  ]);
  expect(Math.round(soundOf(client))).toBe(4000);
  await client.next('assistant_prosody', 2);
  const ids = client.all('assistant_message').map(({ id }) => id);
  expect(client.all('assistant_prosody').map(({ id }) => id)).toEqual(ids);
  expect(new Set(client.all('audio_output').map(({ id }) => id))).toEqual(new Set(ids));
  const [session] = real.sessions;
  expect(session?.settings).toMatchObject({ instructions: 'Be kind.' });
  expect(session?.refusals).toEqual([]);
  expect(client.invalid).toEqual([]);
  expect(JSON.stringify([client.received, real.log])).not.toContain(openaiKey);
  await client.close();
});

it('the user interrupts: the client is silenced, and the model remembers what was heard', async () => {
  const real = await openaiStage({
    onAnswer: ({ turn }) => ({
      items: [{ say: 'One two three four five six.', duration: 6000 + turn }],
    }),
  });
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'Count.' });
  const first = await client.next('audio_output');
  await client.next('assistant_end');
  const [session] = real.sessions;
  // It counts what it plays.
  await client.speak(voice(500, 0));
  await client.next('user_interruption');
  client.send({ type: 'heard', messageId: first.id, heard: { duration: 777, cut: true } });
  expect(await session?.next('conversation.item.truncate')).toMatchObject({ audio_end_ms: 777 });
  await client.speak(voice(1, 900));
  await client.next('assistant_end', 2);
  expect(session?.refusals).toEqual([]);
  expect(client.all('error')).toEqual([]);
  await client.close();
});

it('a tool is called, and its answer spoken; one that is not answered has its fallback', async () => {
  const asked: unknown[] = [];
  const real = await openaiStage(
    {
      onAnswer: ({ turn, items }) => {
        asked.push(items.at(-1));
        return turn % 2 === 1
          ? {
              items: [{ call: 'weather', arguments: { city: 'Bern' }, id: `call_${String(turn)}` }],
            }
          : { items: [{ say: 'So it is.' }] };
      },
    },
    { toolTimeoutMs: 500 },
  );
  const client = await caller(real, '', { tools: [weather] });
  client.send({ type: 'user_input', text: 'How is the weather?' });
  const call = await client.next('tool_call');
  expect(call).toMatchObject({
    name: 'weather',
    parameters: '{"city":"Bern"}',
    response_required: true,
  });
  client.send({ type: 'tool_response', tool_call_id: call.tool_call_id, content: 'Sunny.' });
  await client.next('assistant_end');
  expect(asked[1]).toMatchObject({ type: 'function_call_output', output: 'Sunny.' });
  client.send({ type: 'user_input', text: 'And now?' });
  await client.next('assistant_end', 2);
  expect(asked[3]).toMatchObject({ type: 'function_call_output', output: 'Nobody knows.' });
  expect(client.all('error').map(({ slug }) => slug)).toEqual(['tool_timed_out']);
  expect(real.sessions[0]?.refusals).toEqual([]);
  await client.close();
});

it('the server’s own tool ends the Chat after the last words', async () => {
  const real = await openaiStage({
    onAnswer: ({ turn }) => ({ items: [turn === 1 ? { call: 'hang_up' } : { say: 'Goodbye.' }] }),
  });
  const client = await caller(real, '', { builtin_tools: [{ name: 'hang_up' }] });
  client.send({ type: 'user_input', text: 'Bye.' });
  expect(await client.closed).toMatchObject({ code: 1000 });
  expect(textOf(client)).toEqual(['Goodbye.']);
});

it('a client that comes back goes on with the same session of the model, and hears the rest', async () => {
  const real = await openaiStage({
    onAnswer: () => ({ items: [{ say: 'One. Two. Three.', duration: 3000 }], pace: 100 }),
  });
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'Count.' });
  await client.next('audio_output');
  const { chat_group_id } = await client.next('chat_metadata');
  client.socket.terminate();
  await client.closed;
  const back = await caller(real, `?resumed_chat_group_id=${chat_group_id}`);
  await back.next('assistant_end');
  expect([...new Set([...textOf(client), ...textOf(back)])]).toEqual(['One.', 'Two.', 'Three.']);
  await back.speak(voice(800));
  expect((await back.nextWords()).message.content).toBe('Words 1.');
  expect(real.sessions).toHaveLength(1);
  await back.close();
});

it('another Chat in the group is told what was said before', async () => {
  const real = await openaiStage({
    onAnswer: ({ turn }) => ({ items: [{ say: `Answer ${String(turn)}.` }] }),
  });
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'My name is Ada.' });
  await client.next('assistant_end');
  const { chat_group_id } = await client.next('chat_metadata');
  await client.close();
  const later = await caller(real, `?resumed_chat_group_id=${chat_group_id}`);
  later.send({ type: 'user_input', text: 'Who am I?' });
  await later.next('assistant_end');
  const said = JSON.stringify(real.sessions[1]?.items);
  expect(said).toMatch(/My name is Ada.*Answer 1.*Who am I/);
  expect(real.sessions[1]?.refusals).toEqual([]);
  await later.close();
});

it('everything is kept: words, answers, scores, interruptions, and the sound of both sides', async () => {
  const real = await openaiStage({
    onAnswer: () => ({ items: [{ say: 'It is noon.', duration: 3000 }] }),
  });
  const client = await caller(real);
  await client.speak(voice(1000));
  await client.next('assistant_end');
  await client.speak(voice(800));
  await client.next('user_interruption');
  await client.next('assistant_end', 2);
  const { chat_id } = await client.next('chat_metadata');
  await client.close();
  const get = async (path: string) =>
    (await fetch(`${real.server.url}${path}`)).json() as Promise<unknown>;
  await vi.waitFor(async () => {
    const { status } = (await get(`/v0/evi/chats/${chat_id}`)) as { status: string };
    expect(status).toBe('USER_ENDED');
  });
  const { events_page: events } = (await get(`/v0/evi/chats/${chat_id}?ascending_order=true`)) as {
    events_page: { type: string; message_text: string | null; emotion_features: string | null }[];
  };
  const types = events.map(({ type }) => type);
  expect(
    types.filter((type) => /MESSAGE$|INTERRUPTION/.test(type) && !/RECORDING|START/.test(type)),
  ).toEqual([
    ...['USER_MESSAGE', 'AGENT_MESSAGE', 'USER_INTERRUPTION', 'USER_MESSAGE', 'AGENT_MESSAGE'],
  ]);
  const user = events.find(({ type }) => type === 'USER_MESSAGE');
  expect(Object.keys(JSON.parse(user?.emotion_features ?? '{}') as object)).toHaveLength(48);
});

it('the assistant greets, and says what it is told to', async () => {
  const real = await openaiStage(
    { onAnswer: ({ asked }) => ({ items: [{ say: String(asked?.['instructions']).slice(-12) }] }) },
    { config: { event_messages: { on_new_chat: { enabled: true, text: 'Welcome, {{name}}.' } } } },
  );
  const client = await caller(real, '', { variables: { name: 'Ada' } });
  await client.next('assistant_end');
  expect(textOf(client)).toEqual(['elcome, Ada.']);
  client.send({ type: 'assistant_input', text: 'Mind the gap.' });
  await client.next('assistant_end', 2);
  expect(client.all('assistant_message').at(-1)).toMatchObject({ from_text: true });
  expect(textOf(client).at(-1)).toBe('ind the gap.');
  await client.close();
});

it('paused it answers nothing, and resumed what was said meanwhile', async () => {
  const real = await openaiStage();
  const client = await caller(real);
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'user_input', text: 'Are you there?' });
  await real.sessions[0]?.next('conversation.item.create').catch(() => undefined);
  await vi.waitFor(() =>
    expect(JSON.stringify(real.sessions[0]?.items)).toContain('Are you there?'),
  );
  expect(client.all('assistant_message')).toEqual([]);
  client.send({ type: 'resume_assistant_message' });
  await client.next('assistant_end');
  expect(textOf(client)).toEqual(['Answer 1.']);
  await client.close();
});
