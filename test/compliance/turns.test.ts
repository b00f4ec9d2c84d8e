import decodeWav from '@audio/decode-wav';
import { expect, test } from 'vitest';
import {
  completionsEndpoint,
  saying,
} from '../../packages/server/test/support/completions-endpoint.ts';
import { createCustomLanguageModel } from '../../packages/server/src/index.ts';
import { said, serve, taken, type, utterance } from './support/house.ts';

test('settings-this-chat: session_settings at any time change this Chat and no other', async () => {
  await using house = await serve({ config: { prompt: { text: 'Configured.' } } });
  const [client, other] = [await house.enter(), await house.enter()];
  await type(client, 'one');
  client.send({ type: 'session_settings', system_prompt: 'Overridden.' });
  await type(client, 'two');
  await type(other, 'three');
  expect(house.asked.map(({ prompt }) => prompt)).toEqual([
    'Configured.',
    'Overridden.',
    'Configured.',
  ]);
});

test('context-temporary: it goes along with the next reply and no other', async () => {
  await using house = await serve();
  const client = await house.enter();
  client.send({ type: 'session_settings', context: { text: 'Now.', type: 'temporary' } });
  await type(client, 'one');
  await type(client, 'two');
  expect(house.asked.map(({ context }) => context)).toEqual(['Now.', undefined]);
});

test('context-persistent: it goes along with every reply until null clears it', async () => {
  await using house = await serve();
  const client = await house.enter();
  client.send({ type: 'session_settings', context: { text: 'Always.', type: 'persistent' } });
  await type(client, 'one');
  await type(client, 'two');
  client.send({ type: 'session_settings', context: null });
  await type(client, 'three');
  expect(house.asked.map(({ context }) => context)).toEqual(['Always.', 'Always.', undefined]);
});

test('variables: they fill the places of the prompt, numbers and booleans as text', async () => {
  await using house = await serve({ config: { prompt: { text: '{{a}} {{b}} {{c}} {{d}}' } } });
  const client = await house.enter();
  client.send({ type: 'session_settings', variables: { a: 'Ada', b: 30, c: true } });
  await type(client, 'hello');
  expect(house.asked[0]?.prompt).toBe('Ada 30 true {{d}}');
});

test('voice-changed: another voice speaks from then on, and the history stays', async () => {
  const voices: string[] = [];
  await using house = await serve({
    synthesiser: {
      name: 'listening',
      voices: ['slt', 'awb'],
      speak: (_, voice) => {
        voices.push(voice);
        return Promise.resolve({ samples: new Int16Array(1600), sampleRate: 16_000 });
      },
      close: () => Promise.resolve(),
    },
  });
  const client = await house.enter();
  for (const voice of ['slt', 'awb']) {
    client.send({ type: 'session_settings', voice_id: voice });
    await type(client, `in ${voice}`);
  }
  expect(voices).toEqual(['slt', 'awb']);
  expect(house.asked[1]?.history.map(({ text }) => text)).toContain('in slt');
});

test('session-id-everywhere: it comes back on every message that follows', async () => {
  await using house = await serve();
  const client = await house.enter();
  client.send({ type: 'session_settings', custom_session_id: 'mine' });
  await type(client, 'hello');
  await taken(client);
  client.socket.send('{');
  await client.next('error');
  const later = client.received.slice(1).map(({ message }) => message);
  expect(later.length).toBeGreaterThan(5);
  expect(later.filter((message) => message.custom_session_id !== 'mine')).toEqual([]);
});

test('user-input: its user_message is from text and has no prosody', async () => {
  await using house = await serve();
  const client = await house.enter();
  await type(client, 'hello');
  const [message] = client.all('user_message');
  expect(message).toMatchObject({ from_text: true, interim: false, message: { content: 'hello' } });
  expect(message?.models.prosody).toBeUndefined();
});

test('assistant-input: its text is spoken as it is, by a message from text', async () => {
  await using house = await serve();
  const client = await house.enter();
  client.send({ type: 'assistant_input', text: 'As I am told.' });
  await client.next('assistant_end');
  expect(client.all('assistant_message')).toMatchObject([
    { from_text: true, message: { role: 'assistant', content: 'As I am told.' } },
  ]);
  expect(client.all('audio_output').length).toBeGreaterThan(0);
  expect(house.asked).toEqual([]);
});

test('turn-order: message, sound and prosody for each sentence, then one assistant_end', async () => {
  await using house = await serve({
    responder: { name: 'two', reply: () => ['First sentence. ', 'Second sentence. '] },
  });
  const client = await house.enter();
  await type(client, 'hello');
  expect(client.types.slice(1).join(' ')).toMatch(
    /^user_message (assistant_message (audio_output )+assistant_prosody ){2}assistant_end$/,
  );
});

test('sound-pieces: each names its message, counts from 0 and is a whole WAV', async () => {
  await using house = await serve();
  const client = await house.enter();
  await type(client, 'hello');
  const [message] = client.all('assistant_message');
  const pieces = client.all('audio_output');
  expect(pieces.map(({ id }) => id)).toEqual(pieces.map(() => message?.id));
  expect(pieces.map(({ index }) => index)).toEqual(pieces.map((_, i) => i));
  for (const { data } of pieces) {
    const wav = Buffer.from(data, 'base64');
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    // By a reader that is not ours.
    const { channelData, sampleRate } = decodeWav(wav);
    expect([channelData.length, sampleRate]).toEqual([1, 16_000]);
    expect(channelData[0]?.length).toBe((wav.length - 44) / 2);
  }
});

test('spoken-message: it has its time in milliseconds of the audio, and scores', async () => {
  await using house = await serve({}, ['what was said']);
  const client = await house.enter();
  client.declareAudio();
  const speech = await utterance();
  await client.speak(speech, { paced: false });
  const { from_text: fromText, time, models } = await client.nextWords();
  expect(fromText).toBe(false);
  expect(time.begin).toBeGreaterThan(300);
  expect(time.end).toBeGreaterThan(time.begin + 500);
  expect(time.end).toBeLessThanOrEqual(speech.length / 16);
  expect(models.prosody?.scores).toBeDefined();
});

test('scores: 48 expressions between 0 and 1, with the words of either side', async () => {
  await using house = await serve({}, ['what was said']);
  const client = await house.enter();
  client.declareAudio();
  await client.speak(await utterance(), { paced: false });
  const { models } = await client.nextWords();
  await client.next('assistant_end');
  for (const side of [models, client.all('assistant_prosody')[0]?.models]) {
    const scores = Object.values(side?.prosody?.scores ?? {});
    expect(scores).toHaveLength(48);
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
  }
});

test('interruption: speaking over the assistant stops it and is answered', async () => {
  await using house = await serve(
    { responder: { name: 'long', reply: () => Array.from({ length: 400 }, () => 'On and on. ') } },
    ['wait a moment'],
  );
  const client = await house.enter();
  client.declareAudio();
  client.send({ type: 'user_input', text: 'tell me a story' });
  await client.next('audio_output');
  await client.speak(await utterance());
  const { time } = await client.next('user_interruption');
  expect(Math.abs(time - Date.now())).toBeLessThan(60_000);
  await client.nextWords(2);
  const after = () => {
    const kinds = client.types.slice(client.types.indexOf('user_interruption') + 1);
    return kinds.filter((kind) => kind !== 'audio_output');
  };
  await client.until(() => after().includes('assistant_message'), 'the answer');
  expect(after().slice(0, 3)).toEqual(['assistant_end', 'user_message', 'assistant_message']);
});

test('pause: no reply follows, and what is said meanwhile is transcribed', async () => {
  await using house = await serve({}, ['said aloud']);
  const client = await house.enter();
  client.declareAudio();
  client.send({ type: 'pause_assistant_message' });
  await client.speak(await utterance(), { paced: false });
  expect((await client.nextWords()).message.content).toBe('said aloud');
  client.send({ type: 'user_input', text: 'typed' });
  await client.nextWords(2);
  await taken(client);
  expect(house.asked).toEqual([]);
  expect(said(client)).toEqual([]);
});

test('pause: in the middle of an answer it ends the turn, and after resuming no more of it is said', async () => {
  const reply = () => Array.from({ length: 400 }, () => 'On and on. ');
  await using house = await serve({ responder: { name: 'long', reply } });
  const client = await house.enter();
  client.send({ type: 'user_input', text: 'tell me a story' });
  await client.next('audio_output');
  client.send({ type: 'pause_assistant_message' });
  await client.next('assistant_end');
  client.send({ type: 'resume_assistant_message' });
  await taken(client);
  const after = client.types.slice(client.types.indexOf('assistant_end') + 1);
  expect(after).not.toContain('assistant_message');
  client.send({ type: 'user_input', text: 'and now' });
  await client.next('audio_output', client.all('audio_output').length + 1);
});

test('resume: the last message alone is answered, the others in its context', async () => {
  await using house = await serve();
  const client = await house.enter();
  client.send({ type: 'pause_assistant_message' });
  for (const text of ['one', 'two', 'three']) client.send({ type: 'user_input', text });
  client.send({ type: 'resume_assistant_message' });
  await client.next('assistant_end');
  await taken(client);
  expect(house.asked.map(({ history }) => history.map(({ text }) => text))).toEqual([
    ['one', 'two', 'three'],
  ]);
  expect(client.all('assistant_end')).toHaveLength(1);
});

test('error-goes-on: it has code, slug and message, and the Chat is still there', async () => {
  await using house = await serve();
  const client = await house.enter();
  client.socket.send('{');
  const { code, slug, message } = await client.next('error');
  expect([code, slug, message].every((text) => text.length > 3)).toBe(true);
  await type(client, 'hello');
});

test('custom-language-model: it is posted the conversation and the session id, and its stream is spoken', async () => {
  const endpoint = await completionsEndpoint(saying('From ', 'elsewhere.'));
  try {
    const url = `${endpoint.url}/chat/completions`;
    await using house = await serve({ responder: createCustomLanguageModel({ url }) });
    const client = await house.enter();
    client.send({ type: 'session_settings', custom_session_id: 'mine' });
    await type(client, 'hello');
    expect(said(client)).toEqual(['From elsewhere.']);
    const [asked] = endpoint.asked;
    expect(new URL(asked?.path ?? '', url).searchParams.get('custom_session_id')).toBe('mine');
    expect(asked?.body.messages.at(-1)).toMatchObject({ role: 'user', content: 'hello' });
    expect(asked?.body.stream).toBe(true);
  } finally {
    await endpoint.close();
  }
});
