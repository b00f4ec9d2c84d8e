import { expect, test } from 'vitest';
import { TestClient } from '../../packages/server/test/support/client.ts';
import { scriptedRecogniser } from '../../packages/server/test/support/engines.ts';
import { serve, taken, type, utterance } from './support/house.ts';

test('metadata-first: chat_metadata comes before all else and names Chat and Chat Group', async () => {
  await using house = await serve();
  const client = await house.enter();
  await type(client, 'hello');
  expect(client.types[0]).toBe('chat_metadata');
  const [metadata] = client.all('chat_metadata');
  expect(metadata?.chat_id).toMatch(/./);
  expect(metadata?.chat_group_id).toMatch(/./);
  expect(client.all('chat_metadata')).toHaveLength(1);
});

test('group-resumed: another Chat of the group knows what was said', async () => {
  await using house = await serve();
  const first = await house.enter();
  await type(first, 'my name is Ada');
  const before = await first.next('chat_metadata');
  await first.close();
  const second = await house.enter(`?resumed_chat_group_id=${before.chat_group_id}`);
  const after = await second.next('chat_metadata');
  expect(after.chat_group_id).toBe(before.chat_group_id);
  await type(second, 'what is my name');
  expect(house.asked[1]?.history.map(({ text }) => text)).toEqual([
    'my name is Ada',
    'Answer 1.',
    'what is my name',
  ]);
});

test('event-limit: no more of the past is taken along than it allows', async () => {
  await using house = await serve();
  const first = await house.enter();
  for (const text of ['one', 'two', 'three']) await type(first, text);
  const { chat_group_id: group } = await first.next('chat_metadata');
  await first.close();
  for (const [query, most] of [
    ['&event_limit=2', 2],
    ['', 300],
  ] as const) {
    const client = await house.enter(`?resumed_chat_group_id=${group}${query}`);
    await type(client, 'last');
    const history = house.asked.at(-1)?.history ?? [];
    expect(history.at(-1)?.text).toBe('last');
    expect(history.length).toBeLessThanOrEqual(most + 1);
    if (most === 300) expect(history.map(({ text }) => text)).toContain('one');
    await client.close();
  }
});

test('query-credentials: a key or a token of this server opens a Chat, nothing else does', async () => {
  await using house = await serve({ keys: [{ apiKey: 'key', secretKey: 'secret' }] });
  const answer = await fetch(`${house.server.url}/oauth2-cc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('key:secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  await (await house.enter('?api_key=key')).close();
  await (await house.enter(`?access_token=${token}`)).close();
  for (const query of ['', '?api_key=other', `?access_token=${token.slice(0, -2)}xx`]) {
    const refused = new TestClient(house.server, query);
    expect((await refused.closed).code).toBe(1008);
    expect(refused.types).toEqual(['error']);
  }
});

test('query-voice: voice_id in the address is the voice that speaks', async () => {
  const voices: string[] = [];
  await using house = await serve({ synthesiser: listeningSynthesiser(voices) });
  await type(await house.enter(), 'hello');
  await type(await house.enter('?voice_id=awb'), 'hello');
  expect(voices.at(-1)).toBe('awb');
  expect(voices.at(-2)).not.toBe('awb');
});

test('verbose-transcription: provisional words come before the final ones, and only when asked for', async () => {
  const speech = await utterance();
  for (const verbose of [true, false]) {
    await using house = await serve({ recogniser: partialRecogniser() });
    const client = await house.enter(`?verbose_transcription=${String(verbose)}`);
    client.declareAudio();
    await client.speak(speech);
    expect((await client.nextWords()).message.content).toBe('all of it');
    const interim = client.all('user_message').map((message) => message.interim);
    expect(interim.at(-1)).toBe(false);
    expect(interim.slice(0, -1).every(Boolean)).toBe(true);
    expect(interim.length > 1).toBe(verbose);
  }
});

test('query-settings: session settings in the address are in force from the start', async () => {
  await using house = await serve();
  const query = new URLSearchParams({
    'session_settings[system_prompt]': 'Be brief, {{name}}.',
    'session_settings[variables][name]': 'Ada',
    'session_settings[custom_session_id]': 'mine',
  });
  const client = await house.enter(`?${query.toString()}`);
  await type(client, 'hello');
  expect(house.asked[0]?.prompt).toBe('Be brief, Ada.');
  expect(client.all('assistant_end')[0]?.custom_session_id).toBe('mine');
});

test('unknown-passes: parameters and fields that nobody knows do no harm', async () => {
  await using house = await serve();
  const client = await house.enter('?something_new=1&session_settings[another]=x');
  client.send({ type: 'session_settings', system_prompt: 'Prompt.', from_the_future: { a: [1] } });
  client.send({ type: 'user_input', text: 'hello', also_new: true });
  await client.next('assistant_end');
  await taken(client);
  expect(house.asked[0]?.prompt).toBe('Prompt.');
  expect(client.all('error')).toEqual([]);
});

test('audio-pieces: pieces of any length, in base64 or as binary frames, are one stream', async () => {
  const speech = await utterance();
  for (const samples of [160, 320, 1600, 4801]) {
    await using house = await serve({}, ['in base64', 'in frames']);
    const client = await house.enter();
    client.declareAudio();
    for (const [i, text] of ['in base64', 'in frames'].entries()) {
      for (let at = 0; at < speech.length; at += samples) {
        const bytes = Buffer.from(speech.slice(at, at + samples).buffer);
        if (i === 1) client.socket.send(bytes);
        else client.send({ type: 'audio_input', data: bytes.toString('base64') });
      }
      expect((await client.nextWords(i + 1)).message.content).toBe(text);
    }
    expect(client.all('error')).toEqual([]);
  }
});

test('audio-declared: linear16 that was not declared is an error, declared it is heard', async () => {
  await using house = await serve({}, ['heard']);
  const client = await house.enter();
  client.send({ type: 'audio_input', data: Buffer.alloc(640).toString('base64') });
  expect((await client.next('error')).slug).toBe('audio_not_configured');
  client.declareAudio();
  await client.speak(await utterance(), { paced: false });
  expect((await client.nextWords()).message.content).toBe('heard');
});

/** A voice that writes down in which voice it was to speak. */
function listeningSynthesiser(voices: string[]) {
  return {
    name: 'listening',
    voices: ['slt', 'awb'],
    speak: (_: string, voice: string) => {
      voices.push(voice);
      return Promise.resolve({ samples: new Int16Array(1600), sampleRate: 16_000 });
    },
    close: () => Promise.resolve(),
  };
}

/** Hears a little more with each piece. */
function partialRecogniser() {
  const recogniser = scriptedRecogniser();
  return {
    ...recogniser,
    open: (options?: { onPartial?: (text: string) => void }) => {
      let pieces = 0;
      return {
        push() {
          pieces += 1;
          if (pieces === 10) options?.onPartial?.('all');
          if (pieces === 30) options?.onPartial?.('all of');
        },
        finish: () => Promise.resolve({ kind: 'words' as const, text: 'all of it' }),
        cancel() {},
      };
    },
  };
}
