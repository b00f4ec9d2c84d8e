import { geminiUpstream } from '@vivavoce/realtime/upstream';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import type { LiveSession, ScriptedGeminiOptions } from '@vivavoce/testing/gemini-live';
import { expect, it, vi } from 'vitest';
import type { ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { realtimeServer, voice } from '../support/realtime.ts';
import type { RealtimeServer } from '../support/realtime.ts';

// Rule: the same with a strict stand-in of Gemini Live: settings first and once, binary frames, fragments of words without an end.

vi.setConfig({ testTimeout: 40_000 });

async function stage(
  script: ScriptedGeminiOptions = {},
  options: ServerOptions = {},
): Promise<RealtimeServer & { sessions: readonly LiveSession[] }> {
  const service = scriptedGemini({ url: 'ws://127.0.0.1', patience: 10_000, ...script });
  const model = (url: string) => geminiUpstream({ url, apiKey: 'the-key', model: 'gemini-live' });
  return { ...(await realtimeServer(service, model, options)), sessions: service.sessions };
}

async function caller({ server }: RealtimeServer, settings: object = {}): Promise<TestClient> {
  const client = await TestClient.open(server);
  client.send({
    type: 'session_settings',
    audio: { encoding: 'linear16', channels: 1, sample_rate: 16_000 },
    ...settings,
  });
  return client;
}

const textOf = (client: TestClient) =>
  client.all('assistant_message').map(({ message }) => message.content);

const weather = {
  ...{ name: 'weather', type: 'function', description: 'Tells the weather.' },
  parameters: '{"type":"object","properties":{"city":{"type":"string"}}}',
};

it('a voice becomes words, and the answer sentences; the client’s first settings are the model’s', async () => {
  const real = await stage({
    onSpeech: () => 'What time is it?',
    onTurn: () => ({ parts: [{ say: 'It is noon. The sun shines.', duration: 2000 }] }),
  });
  const client = await caller(real, { system_prompt: 'Be {{mood}}.', variables: { mood: 'kind' } });
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

it('the user interrupts what sounds, though all of it was sent', async () => {
  const real = await stage({
    playback: true,
    onTurn: () => ({ parts: [{ say: 'One two three four.', duration: 6000 }] }),
  });
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'Count.' });
  await client.next('audio_output');
  await client.speak(voice(800));
  await client.next('user_interruption');
  await client.nextWords(2);
  expect(real.sessions[0]?.refusals).toEqual([]);
  await client.close();
});

it('tools are called and answered as objects with a name; one that is taken back is over', async () => {
  const real = await stage({
    onTurn: ({ to, text }) =>
      to === 'tools'
        ? { parts: [{ say: `So: ${text}` }] }
        : { parts: [{ calls: [{ name: 'weather', args: { city: 'Bern' } }] }] },
  });
  const client = await caller(real, { tools: [weather] });
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
  const real = await stage({ onTurn: () => ({ parts: [{ say: 'Yes.' }] }) });
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
  const real = await stage();
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'user_input', text: 'Are you there?' });
  await client.next('user_message', 2);
  await client.speak(voice(600));
  expect(textOf(client)).toEqual(['Answer 1.']);
  client.send({ type: 'resume_assistant_message' });
  await client.next('assistant_end', 2);
  expect(JSON.stringify(real.sessions[0]?.received)).toContain('Are you there?');
  client.send({ type: 'session_settings', system_prompt: 'Be brief.' });
  expect(await client.next('error')).toMatchObject({ slug: 'unsupported', code: 'E0308' });
  await client.close();
});
