// One test for each rule of "The chat socket" that the server follows, in the rules' order.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { ReplyRequest, RunningServer } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { Resampler } from '../../src/audio/resampler.ts';
import { TestClient } from '../support/client.ts';
import {
  constantProsody,
  sayingResponder,
  scriptedRecogniser,
  toneSynthesiser,
} from '../support/engines.ts';
import { spoken } from '../support/spoken.ts';

const flite = createFliteSynthesiser();
let server: RunningServer;

beforeAll(async () => {
  await flite.speak('Ready.', 'slt');
  server = await createServer({
    port: 0,
    recogniser: 'soundswallower',
    synthesiser: flite,
  }).listen();
});
afterAll(async () => {
  await server.close();
  await flite.close();
});

/** Runs with a server whose engines are predictable, and keeps what the responder was asked. */
async function withServer(
  script: Parameters<typeof scriptedRecogniser>,
  run: (server: RunningServer, asked: ReplyRequest[]) => Promise<void>,
): Promise<void> {
  const asked: ReplyRequest[] = [];
  const own = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(...script),
    synthesiser: toneSynthesiser(0.2),
    prosody: constantProsody(),
    responder: {
      name: 'keeping',
      reply: (request) => {
        asked.push(request);
        return [`Answer ${String(asked.length)}. `];
      },
    },
  }).listen();
  try {
    await run(own, asked);
  } finally {
    await own.close();
  }
}

it('the first message is chat_metadata with chat_id and chat_group_id', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'hello' });
  await client.next('assistant_end');
  expect(client.types[0]).toBe('chat_metadata');
  expect(client.all('chat_metadata')).toHaveLength(1);
  const [metadata] = client.all('chat_metadata');
  expect(metadata?.chat_id).not.toBe(metadata?.chat_group_id);
  await client.close();
});

it('connecting with resumed_chat_group_id continues the group with a new chat_id and its context kept', async () => {
  const first = await TestClient.open(server);
  first.send({ type: 'user_input', text: 'my name is Anna' });
  await first.next('assistant_end');
  await first.close();
  const [before] = first.all('chat_metadata');

  const second = await TestClient.open(
    server,
    `?resumed_chat_group_id=${before?.chat_group_id ?? ''}`,
  );
  const [after] = second.all('chat_metadata');
  expect(after?.chat_group_id).toBe(before?.chat_group_id);
  expect(after?.chat_id).not.toBe(before?.chat_id);
  second.send({ type: 'user_input', text: 'what is my name' });
  expect((await second.next('assistant_message')).message.content).toBe('Your name is Anna.');
  await second.close();
});

it('event_limit bounds how many past events are taken along', async () => {
  await withServer([], async (own, asked) => {
    const first = await TestClient.open(own);
    for (const [i, text] of ['one', 'two'].entries()) {
      first.send({ type: 'user_input', text });
      await first.next('assistant_end', i + 1);
    }
    await first.close();
    const group = first.all('chat_metadata')[0]?.chat_group_id ?? '';
    for (const [limit, expected] of [
      ['0', ['three']],
      ['1', ['Answer 3.', 'four']],
    ] as const) {
      const client = await TestClient.open(
        own,
        `?resumed_chat_group_id=${group}&event_limit=${limit}`,
      );
      client.send({ type: 'user_input', text: expected.at(-1) });
      await client.next('assistant_end');
      expect(asked.at(-1)?.history.map(({ text }) => text)).toEqual(expected);
      await client.close();
    }
  });
});

it('an unknown Chat Group is refused with an error and close code 1008', async () => {
  const client = new TestClient(server, '?resumed_chat_group_id=nowhere');
  expect(await client.closed).toEqual({ code: 1008, reason: 'chat_group_not_found' });
  expect(client.all('error')[0]?.slug).toBe('chat_group_not_found');
});

it(
  'verbose_transcription=true adds interim user messages, each replaced by the next and the final one',
  { timeout: 20_000 },
  async () => {
    const own = await createServer({
      port: 0,
      synthesiser: toneSynthesiser(0.1),
      recogniser: {
        ...scriptedRecogniser(),
        // Words so far after 0.4 and 0.8 s, as a recogniser that keeps up has them.
        open({ onPartial } = {}) {
          let frames = 0;
          return {
            push() {
              frames += 1;
              if (frames === 20) onPartial?.('hello');
              if (frames === 40) onPartial?.('hello there');
            },
            finish: () => Promise.resolve({ kind: 'words', text: 'hello there how are you today' }),
            cancel() {},
          };
        },
      },
    }).listen();
    const client = await TestClient.open(own, '?verbose_transcription=true');
    client.declareAudio();
    const { samples } = await spoken(flite, 'Hello there, how are you today?');
    await client.speak(samples, { paced: false });
    await client.nextWords();
    const messages = client.all('user_message');
    expect(messages.map(({ message }) => message.content).slice(0, 2)).toEqual([
      'hello',
      'hello there',
    ]);
    expect(messages.slice(0, -1).every(({ interim }) => interim)).toBe(true);
    expect(messages.at(-1)).toMatchObject({
      interim: false,
      message: { content: 'hello there how are you today' },
    });
    await client.close();
    await own.close();
  },
);

it(
  'without verbose_transcription there are no interim user messages',
  { timeout: 20_000 },
  async () => {
    const client = await TestClient.open(server);
    client.declareAudio();
    await client.speak((await spoken(flite, 'Hello there, how are you today?')).samples);
    await client.nextWords();
    expect(client.all('user_message')).toHaveLength(1);
    await client.close();
  },
);

it('unknown query parameters, message types and fields pass unharmed', async () => {
  const client = await TestClient.open(server, '?something_new=1&session_settings[x]=2');
  client.send({ type: 'message_of_tomorrow', text: 'x' });
  client.send({ type: 'user_input', text: 'hello', field_of_tomorrow: { a: [1] } });
  await client.next('assistant_end');
  expect(client.all('error').map(({ slug }) => slug)).toEqual(['unknown_message_type']);
  await client.close();
});

it('session settings in the address are in force from the start', { timeout: 20_000 }, async () => {
  const settings = {
    'session_settings[audio][encoding]': 'linear16',
    'session_settings[audio][channels]': '1',
    'session_settings[audio][sample_rate]': '16000',
    'session_settings[custom_session_id]': 'mine',
    'session_settings[variables][name]': 'Ada',
    'session_settings[tools][0][name]': 'tool',
    'session_settings[tools][0][type]': 'function',
    'session_settings[tools][0][parameters]': '{}',
    'session_settings[__proto__][polluted]': 'yes',
  };
  const client = await TestClient.open(server, `?${new URLSearchParams(settings).toString()}`);
  client.socket.send(Buffer.alloc(640));
  client.send({ type: 'user_input', text: 'hello' });
  expect((await client.next('assistant_end')).custom_session_id).toBe('mine');
  expect(client.all('error')).toEqual([]);
  expect(Reflect.has({}, 'polluted')).toBe(false);
  await client.close();

  const wrong = new TestClient(server, '?session_settings[audio][channels]=one');
  expect((await wrong.closed).reason).toBe('invalid_query');
});

it.each([
  [8000, 1, false],
  [44_100, 1, true],
  [48_000, 2, false],
] as const)(
  'linear16 of %i Hz with %i channels is understood as declared (binary frames: %s)',
  { timeout: 20_000 },
  async (rate, channels, binary) => {
    const client = await TestClient.open(server);
    client.declareAudio(rate, channels);
    const { samples } = await spoken(flite, 'What is seven plus five?');
    await client.speak(converted(samples, rate, channels), { rate: rate * channels, binary });
    expect((await client.nextWords()).message.content).toBe('what is seven plus five');
    await client.close();
  },
);

it('linear16 must be declared first, which is said once for all of its pieces', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'audio_input', data: 'AAAAAAAA' });
  expect((await client.next('error')).slug).toBe('audio_not_configured');
  client.socket.send(Buffer.alloc(640));
  client.send({ type: 'user_input', text: 'hello' });
  await client.next('assistant_end');
  expect(client.all('error')).toHaveLength(1);
  await client.close();
});

it('session_settings: the system prompt reaches the responder with its variables filled in, at any time', async () => {
  await withServer([], async (own, asked) => {
    const client = await TestClient.open(own);
    client.send({ type: 'user_input', text: 'one' });
    await client.next('assistant_end');
    client.send({
      type: 'session_settings',
      system_prompt: 'You help {{name}}.',
      variables: { name: 'Ada' },
    });
    client.send({ type: 'user_input', text: 'two' });
    await client.next('assistant_end', 2);
    expect(asked.map(({ prompt }) => prompt)).toEqual([undefined, 'You help Ada.']);
    await client.close();
  });
});

it('session_settings: context is temporary for the next reply or persistent for all, and null clears it', async () => {
  await withServer([], async (own, asked) => {
    const client = await TestClient.open(own);
    let turns = 0;
    const say = async () => {
      client.send({ type: 'user_input', text: 'go on' });
      turns += 1;
      await client.next('assistant_end', turns);
    };
    client.send({ type: 'session_settings', context: { text: 'now', type: 'temporary' } });
    await say();
    await say();
    client.send({ type: 'session_settings', context: { text: 'always', type: 'persistent' } });
    await say();
    await say();
    client.send({ type: 'session_settings', context: null });
    await say();
    expect(asked.map(({ context }) => context)).toEqual([
      'now',
      undefined,
      'always',
      'always',
      undefined,
    ]);
    await client.close();
  });
});

it('session_settings: temporary context is not used up by a reply that was cut off before its first word', async () => {
  const asked: ReplyRequest[] = [];
  const own = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    prosody: constantProsody(),
    responder: {
      name: 'slow at first',
      async *reply(request, signal) {
        asked.push(request);
        if (asked.length === 1) {
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve);
          });
        }
        yield 'Answer.';
      },
    },
  }).listen();
  const client = await TestClient.open(own);
  client.send({ type: 'session_settings', context: { text: 'now', type: 'temporary' } });
  client.send({ type: 'user_input', text: 'one' });
  client.send({ type: 'user_input', text: 'two' });
  await client.next('assistant_end');
  client.send({ type: 'user_input', text: 'three' });
  await client.next('assistant_end', 2);
  expect(asked.map(({ context }) => context)).toEqual(['now', 'now', undefined]);
  await client.close();
  await own.close();
});

it('session_settings: voice_id changes the voice and keeps the history', async () => {
  const client = await TestClient.open(server);
  const lengths: number[] = [];
  for (const [i, voice] of ['slt', 'awb'].entries()) {
    client.send({ type: 'session_settings', voice_id: voice });
    client.send({ type: 'user_input', text: i === 0 ? 'my name is Bob' : 'what is my name' });
    await client.next('assistant_end', i + 1);
    lengths.push(client.all('audio_output').reduce((sum, { data }) => sum + data.length, 0));
  }
  expect(client.all('assistant_message').at(-1)?.message.content).toBe('Your name is Bob.');
  const expected = await flite.speak('Your name is Bob.', 'awb');
  const sent = ((lengths[1] ?? 0) - (lengths[0] ?? 0)) * 0.75;
  expect(Math.abs(sent - expected.samples.length * 2)).toBeLessThan(600);
  await client.close();
});

it('session_settings: voice_id in mid-answer is heard from the next sentence on', async () => {
  const tone = toneSynthesiser(0.1);
  const spokenBy: string[] = [];
  let goOn: () => void = () => undefined;
  const own = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(),
    prosody: constantProsody(),
    synthesiser: {
      ...tone,
      speak(text, voice) {
        spokenBy.push(voice);
        return tone.speak(text, voice);
      },
    },
    responder: {
      name: 'in two parts',
      async *reply() {
        yield 'One. ';
        await new Promise<void>((resolve) => (goOn = resolve));
        yield 'Two. ';
      },
    },
  }).listen();
  const client = await TestClient.open(own, '?voice_id=first');
  client.send({ type: 'user_input', text: 'speak' });
  await client.next('assistant_prosody');
  client.send({ type: 'session_settings', voice_id: 'second' });
  client.send({ type: 'tool_error', tool_call_id: 'mark', error: 'x' });
  await client.next('tool_error');
  goOn();
  await client.next('assistant_end');
  expect(spokenBy).toEqual(['first', 'second']);
  await client.close();
  await own.close();
});

it('session_settings: metadata reaches the responder', async () => {
  await withServer([], async (own, asked) => {
    const client = await TestClient.open(own);
    client.send({ type: 'session_settings', metadata: { shop: 7 } });
    client.send({ type: 'user_input', text: 'hello' });
    await client.next('assistant_end');
    expect(asked[0]?.metadata).toEqual({ shop: 7 });
    await client.close();
  });
});

it('custom_session_id comes back on every message that follows', async () => {
  const client = await TestClient.open(server);
  const raw: Record<string, unknown>[] = [];
  client.socket.on('message', (data: Buffer) => {
    raw.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
  });
  client.send({ type: 'session_settings', custom_session_id: 'mine' });
  // The settings that are sent back are a message too.
  client.send({ type: 'session_settings', variables: { name: 'Ada' } });
  client.send({ type: 'user_input', text: 'hello' });
  client.socket.send('not json');
  await client.next('assistant_end');
  const later = client.received.slice(1).map(({ message }) => message);
  expect(new Set(later.map(({ type }) => type))).toEqual(
    new Set([
      'user_message',
      'assistant_message',
      'audio_output',
      'assistant_prosody',
      'assistant_end',
      'error',
    ]),
  );
  expect(later.every((message) => message.custom_session_id === 'mine')).toBe(true);
  expect(raw.map(({ type }) => type)).toContain('session_settings');
  expect(raw.every(({ custom_session_id: id }) => id === 'mine')).toBe(true);
  await client.close();
});

it('user_input is text treated as speech: a user_message from text, without prosody', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'Hello!' });
  expect(await client.next('user_message')).toMatchObject({
    from_text: true,
    interim: false,
    message: { role: 'user', content: 'Hello!' },
    models: {},
  });
  await client.close();
});

it('assistant_input is spoken as it is: an assistant_message from text', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'assistant_input', text: 'One sentence. And another.' });
  await client.next('assistant_end');
  expect(client.all('assistant_message')).toMatchObject([
    { from_text: true, message: { role: 'assistant', content: 'One sentence.' } },
    { from_text: true, message: { role: 'assistant', content: 'And another.' } },
  ]);
  expect(client.all('audio_output').length).toBeGreaterThan(1);
  await client.close();
});

it('a turn: the final user_message, then for each sentence a message, its audio from index 0 and its prosody, then assistant_end', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'hello' });
  await client.next('assistant_end');
  const turn = client.types.slice(1).join(' ');
  expect(turn).toMatch(
    /^user_message (assistant_message (audio_output )+assistant_prosody )+assistant_end$/,
  );
  for (const { id, models } of client.all('assistant_message')) {
    const pieces = client.all('audio_output').filter((piece) => piece.id === id);
    expect(pieces.map(({ index }) => index)).toEqual(pieces.map((_, i) => i));
    expect(client.all('assistant_prosody').find((prosody) => prosody.id === id)?.models).toEqual(
      models,
    );
    const scores = Object.values(models.prosody?.scores ?? {});
    expect(scores).toHaveLength(48);
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
  }
  await client.close();
});

it('a final user_message has its time in ms and prosody', { timeout: 20_000 }, async () => {
  const client = await TestClient.open(server);
  client.declareAudio();
  const { samples, onsetMs } = await spoken(flite, 'What time is it?', { leadMs: 2000 });
  await client.speak(samples, { paced: false });
  const { time, models } = await client.nextWords();
  expect(Math.abs(time.begin - onsetMs)).toBeLessThan(200);
  expect(time.end).toBeGreaterThan(time.begin + 500);
  expect(Object.keys(models.prosody?.scores ?? {})).toHaveLength(48);
  await client.close();
});

it('typing over the assistant interrupts it: user_interruption with Unix time, the turn closed, then the new reply', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'tell me a long story' });
  await client.next('audio_output');
  client.send({ type: 'user_input', text: 'what is two plus two' });
  const { time } = await client.next('user_interruption');
  expect(Math.abs(time - Date.now())).toBeLessThan(1000);
  await client.next('assistant_end', 2);
  const from = client.types.indexOf('user_interruption');
  expect(client.types.slice(from).filter((type) => type !== 'audio_output')).toEqual([
    'user_interruption',
    'assistant_end',
    'assistant_message',
    'assistant_prosody',
    'assistant_end',
  ]);
  expect(client.all('assistant_message').at(-1)?.message.content).toBe('2 plus 2 is 4.');
  await client.close();
});

it(
  'pause: no reply until resume; what is said meanwhile is sent and kept, only the last is answered, the others in context',
  { timeout: 20_000 },
  async () => {
    await withServer([{ kind: 'words', text: 'spoken meanwhile' }], async (own, asked) => {
      const client = await TestClient.open(own);
      client.declareAudio();
      client.send({ type: 'pause_assistant_message' });
      client.send({ type: 'user_input', text: 'first' });
      await client.speak((await spoken(flite, 'Something is said.')).samples, { paced: false });
      await client.nextWords(2);
      client.send({ type: 'user_input', text: 'last' });
      await client.nextWords(3);
      expect(asked).toEqual([]);
      expect(client.types).not.toContain('assistant_message');
      client.send({ type: 'resume_assistant_message' });
      await client.next('assistant_end');
      expect(asked.map(({ history }) => history.map(({ text }) => text))).toEqual([
        ['first', 'spoken meanwhile', 'last'],
      ]);
      await client.close();
    });
  },
);

it('pause stops a reply under way, and resuming with nothing new said starts none', async () => {
  await withServer([], async (own, asked) => {
    const client = await TestClient.open(own);
    client.send({ type: 'user_input', text: 'speak' });
    await client.next('audio_output');
    client.send({ type: 'pause_assistant_message' });
    client.send({ type: 'resume_assistant_message' });
    client.send({ type: 'user_input', text: 'again' });
    await client.next('assistant_end', 2);
    expect(asked).toHaveLength(2);
    await client.close();
  });
});

it('assistant_input while paused is held and spoken after resuming', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'assistant_input', text: 'Later.' });
  client.send({ type: 'tool_error', tool_call_id: 'mark', error: 'x' });
  await client.next('tool_error');
  expect(client.types).not.toContain('assistant_message');
  client.send({ type: 'resume_assistant_message' });
  await client.next('assistant_end');
  expect(client.all('assistant_message')[0]?.message.content).toBe('Later.');
  await client.close();
});

it('what waits to be spoken when the assistant is paused in mid-speech is spoken after resuming', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'assistant_input', text: 'First.' });
  await client.next('assistant_end');
  // The first still plays.
  client.send({ type: 'assistant_input', text: 'Second.' });
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'resume_assistant_message' });
  await client.next('assistant_end', 2);
  expect(client.all('assistant_message').map(({ message }) => message.content)).toEqual([
    'First.',
    'Second.',
  ]);
  await client.close();
});

it('tool_response and tool_error are echoed', async () => {
  const client = await TestClient.open(server);
  const response = { type: 'tool_response', tool_call_id: 'a', content: '{"x":1}', tool_name: 'f' };
  const error = {
    type: 'tool_error',
    tool_call_id: 'b',
    error: 'broken',
    content: 'fallback',
    level: 'warn',
  };
  client.send(response);
  client.send(error);
  expect(await client.next('tool_response')).toEqual({ ...response, tool_type: 'function' });
  expect(await client.next('tool_error')).toEqual({ ...error, tool_type: 'function' });
  await client.close();
});

it('an error has a code, a slug, a message and the request id of chat_metadata, and the Chat goes on', async () => {
  const client = await TestClient.open(server);
  client.socket.send('{');
  const error = await client.next('error');
  expect(error).toMatchObject({ code: 'E0101', slug: 'invalid_json' });
  expect(error.message.length).toBeGreaterThan(10);
  expect(error.request_id).toBe(client.all('chat_metadata')[0]?.request_id);
  client.send({ type: 'user_input', text: 'hello' });
  await client.next('assistant_end');
  await client.close();
});

it('a reply that fails is an error and an apology, and the Chat goes on', async () => {
  let calls = 0;
  const own = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    responder: {
      name: 'failing once',
      reply: (request, signal) => {
        calls += 1;
        if (calls === 1) throw new Error('broken');
        return sayingResponder('Fine.').reply(request, signal);
      },
    },
  }).listen();
  const client = await TestClient.open(own);
  client.send({ type: 'user_input', text: 'one' });
  expect((await client.next('error')).slug).toBe('reply_failed');
  expect((await client.next('assistant_message')).message.content).toMatch(/^I am sorry/);
  await client.next('assistant_end');
  client.send({ type: 'user_input', text: 'two' });
  expect((await client.next('assistant_message', 3)).message.content).toBe('Fine.');
  await client.close();
  await own.close();
});

it('texts that wait to be spoken are spoken, also when the answer before them fails', async () => {
  let breakDown: () => void = () => undefined;
  const own = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    responder: {
      name: 'failing late',
      async *reply() {
        await new Promise<void>((resolve) => (breakDown = resolve));
        yield* [];
        throw new Error('broken');
      },
    },
  }).listen();
  const client = await TestClient.open(own);
  client.send({ type: 'user_input', text: 'one' });
  await client.next('user_message');
  for (const text of ['First.', 'Second.']) client.send({ type: 'assistant_input', text });
  // An answer to this says that those before it have arrived.
  client.send({ type: 'no such type' });
  await client.next('error');
  breakDown();
  expect((await client.next('error', 2)).slug).toBe('reply_failed');
  await client.next('assistant_message', 4);
  expect(client.all('assistant_message').map(({ message }) => message.content)).toEqual([
    expect.stringMatching(/^I am sorry/),
    'Please try again.',
    'First.',
    'Second.',
  ]);
  await client.close();
  await own.close();
});

/** 16 kHz mono as another format. */
function converted(samples: Int16Array, rate: number, channels: number): Int16Array {
  const mono = new Resampler(16_000, rate).process(samples);
  const output = new Int16Array(mono.length * channels);
  for (const [i, sample] of mono.entries()) output.fill(sample, i * channels, (i + 1) * channels);
  return output;
}
