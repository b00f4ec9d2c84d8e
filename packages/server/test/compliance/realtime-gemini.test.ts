import { expect, it, vi } from 'vitest';
import { caller, geminiStage, textOf, voice } from '../support/realtime.ts';

// Rule: the same with a strict stand-in of Gemini Live: settings first and once, binary frames, fragments of words without an end.

vi.setConfig({ testTimeout: 40_000 });

const weather = {
  ...{ name: 'weather', type: 'function', description: 'Tells the weather.' },
  parameters: '{"type":"object","properties":{"city":{"type":"string"}}}',
};

it('a voice becomes words, and the answer sentences; the client’s first settings are the model’s', async () => {
  const real = await geminiStage({
    onSpeech: () => 'What time is it?',
    onTurn: () => ({ parts: [{ say: 'It is noon. The sun shines.', duration: 2000 }] }),
  });
  const client = await caller(real, '', {
    system_prompt: 'Be {{mood}}.',
    variables: { mood: 'kind' },
  });
  await client.speak(voice(1200));
  await client.next('assistant_end');
  expect((await client.nextWords()).message.content).toBe('What time is it?');
  expect(Object.keys((await client.nextWords()).models.prosody?.scores ?? {})).toHaveLength(48);
  expect(textOf(client)).toEqual(['It is noon.', 'The sun shines.']);
  const written = client.types.filter((type) => /^(user|assistant)_message$/.test(type));
  expect(written).toEqual(['user_message', 'assistant_message', 'assistant_message']);
  expect(JSON.stringify(real.sessions[0]?.setup)).toContain('Be kind.');
  expect(real.sessions).toHaveLength(1);
  expect(real.sessions[0]?.refusals).toEqual([]);
  expect(client.all('error')).toEqual([]);
  expect(client.invalid).toEqual([]);
  await client.close();
});

it('tools are called and answered as objects with a name; one that is taken back is over', async () => {
  const real = await geminiStage({
    onTurn: ({ to, text }) =>
      to === 'tools'
        ? { parts: [{ say: `So: ${text}` }] }
        : { parts: [{ calls: [{ name: 'weather', args: { city: 'Bern' } }] }] },
  });
  const client = await caller(real, '', { tools: [weather] });
  client.send({ type: 'user_input', text: 'How is the weather?' });
  const call = await client.next('tool_call');
  client.send({ type: 'tool_response', tool_call_id: call.tool_call_id, content: 'Sunny.' });
  await client.until(() => textOf(client).length > 0, 'an answer');
  expect(textOf(client).join(' ')).toContain('Sunny.');
  expect(real.sessions[0]?.nameless).toEqual([]);
  client.send({ type: 'user_input', text: 'And now?' });
  await client.next('tool_call', 2);
  real.sessions[0]?.cancelCalls();
  await client.next('tool_error');
  expect(real.sessions[0]?.refusals).toEqual([]);
  await client.close();
});

it('GoAway: another session takes over by its handle when nobody speaks, and nobody notices', async () => {
  const real = await geminiStage({ onTurn: () => ({ parts: [{ say: 'Yes.' }] }) });
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'My name is Ada.' });
  await client.next('assistant_end');
  real.sessions[0]?.goAway('5s');
  await vi.waitFor(() => expect(real.sessions).toHaveLength(2), 8000);
  await vi.waitFor(() => expect(real.sessions[1]?.handle).toMatch(/handle/), 8000);
  client.send({ type: 'user_input', text: 'Who am I?' });
  await client.next('assistant_end', 2);
  expect(client.all('error')).toEqual([]);
  await client.close();
});

it('what it can’t do is said: a pause holds the user’s words back, later settings are an error', async () => {
  const real = await geminiStage();
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'user_input', text: 'Are you there?' });
  await client.next('user_message', 2);
  await client.speak(voice(600));
  expect(textOf(client)).toEqual(['Answer 1.']);
  client.send({ type: 'resume_assistant_message' });
  await client.until(() => textOf(client).length > 1, 'the answer');
  expect(JSON.stringify(real.sessions[0]?.received)).toContain('Are you there?');
  expect(client.all('error')).toEqual([]);
  client.send({ type: 'session_settings', system_prompt: 'Be brief.' });
  expect(await client.next('error')).toMatchObject({ slug: 'unsupported', code: 'E0308' });
  await client.close();
});
