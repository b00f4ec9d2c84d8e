import { expect, onTestFinished, test, vi } from 'vitest';
import { ManualClock } from '../../../test/support/manual-clock.ts';
import { ScriptedSocket } from '../../../test/support/scripted-socket.ts';
import {
  SessionStage,
  metadata,
  settings,
  userMessage,
} from '../../../test/support/session-stage.ts';
import { audioOutput, sine } from '../../../test/support/wave.ts';
import type { SessionCommand, SessionEvent } from '../messages.ts';
import type { VoiceUsage } from '../metrics.ts';
import type { ProtocolHost, VoiceProtocol } from './protocol.ts';
import { startSession } from './serve-voice.ts';

test('a protocol stands between a session and the network, and learns all that is told', async () => {
  const socket = new ScriptedSocket();
  const dialled: unknown[] = [];
  const begun: unknown[] = [];
  const observed: SessionEvent[] = [];
  const protocol: VoiceProtocol = {
    start: ({ dial }: ProtocolHost) => ({
      dial: (url, protocols) => dial(`${url}/translated`, protocols),
      begin: (...given) => begun.push(given),
      observe: (events) => observed.push(...events),
    }),
  };
  const told: SessionEvent[] = [];
  const handle = startSession(protocol, (events) => told.push(...events), {
    clock: new ManualClock(),
    dial: (...address) => {
      dialled.push(address);
      return socket;
    },
  });
  onTestFinished(() => handle({ type: 'close' }));
  handle({
    type: 'begin',
    settings,
    speechBuffer: 5000,
    chunkDuration: 20,
    service: { model: 'x' },
  });
  handle({ type: 'open', url: 'ws://a', protocols: ['realtime', 'key'], delay: 0, timeout: 1000 });
  expect(begun).toEqual([[settings, { model: 'x' }, false]]);
  expect(dialled).toEqual([['ws://a/translated', ['realtime', 'key']]]);
  socket.accept();
  socket.say(metadata);
  await vi.waitFor(() => expect(told.map(({ type }) => type)).toEqual(['message', 'connected']));
  expect(observed).toEqual(told);
  // The page is busy with that batch: it is told of nothing, and the protocol of everything.
  socket.say({ type: 'assistant_end' });
  await vi.waitFor(() => expect(observed).toHaveLength(3));
  socket.say({ type: 'user_interruption', time: 1 });
  await vi.waitFor(() => expect(observed.at(-1)).toMatchObject({ type: 'message' }));
  expect(told).toHaveLength(2);
  handle({ type: 'next' });
  expect(told).toEqual(observed);
});

test('a protocol asks the page for another address, and is given it, or told that there is none', () => {
  const offered: unknown[] = [];
  const hosts: ProtocolHost[] = [];
  const protocol: VoiceProtocol = {
    start: (host) => {
      hosts.push(host);
      return {
        dial: host.dial,
        begin: () => undefined,
        observe: () => undefined,
        offer: (...given) => offered.push(given),
      };
    },
  };
  const told: SessionEvent[] = [];
  const handle = startSession(protocol, (events) => told.push(...events), {
    clock: new ManualClock(),
    dial: () => new ScriptedSocket(),
  });
  onTestFinished(() => handle({ type: 'close' }));
  hosts[0]?.renew();
  expect(told).toEqual([{ type: 'renew' }]);
  handle({ type: 'offer', url: 'ws://b', protocols: ['key'] });
  handle({ type: 'offer' });
  expect(offered).toEqual([
    ['ws://b', ['key']],
    [undefined, undefined],
  ]);
});

/** A session behind a protocol that fails where it is told to. */
function failingStage(
  fails: Partial<Record<'start' | 'begin' | 'dial' | 'observe' | 'send', true>>,
): {
  readonly told: SessionEvent[];
  readonly handle: (command: SessionCommand) => void;
  readonly socket: () => ScriptedSocket;
  usage: unknown;
} {
  const sockets: ScriptedSocket[] = [];
  const check = (where: keyof typeof fails): void => {
    if (fails[where]) throw new RangeError(`no ${where}`);
  };
  const stage = { usage: undefined as unknown };
  const protocol: VoiceProtocol = {
    start: () => {
      check('start');
      return {
        dial: () => {
          check('dial');
          const socket = new ScriptedSocket();
          sockets.push(socket);
          const send = socket.send.bind(socket);
          socket.send = (text) => {
            if (text.includes('user_input')) check('send');
            send(text);
          };
          return socket;
        },
        begin: () => check('begin'),
        observe: () => check('observe'),
        get usage() {
          return stage.usage as VoiceUsage;
        },
      };
    },
  };
  const told: SessionEvent[] = [];
  const handle = startSession(
    protocol,
    (events) => {
      told.push(...structuredClone(events));
      void Promise.resolve().then(() => handle({ type: 'next' }));
    },
    { clock: new ManualClock(), dial: () => new ScriptedSocket() },
  );
  onTestFinished(() => handle({ type: 'close' }));
  handle({ type: 'begin', settings, speechBuffer: 5000, chunkDuration: 20 });
  handle({ type: 'open', url: 'ws://a', delay: 0, timeout: 1000 });
  return Object.assign(stage, { told, handle, socket: () => sockets.at(-1) as ScriptedSocket });
}

const circular: Record<string, unknown> = { type: 'assistant_end' };
circular['self'] = circular;

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['an object in place of a text', { type: 'assistant_end' }],
  ['a circular object', circular],
  ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0xfd]).buffer],
  ['no JSON', '{"type":'],
  ['null as JSON', 'null'],
  ['a text as JSON', '"assistant_end"'],
  ['an array', '[{"type":"assistant_end"}]'],
  ['no type', '{"message":{"role":"user"}}'],
  ['a type that is no text', '{"type":{"type":"assistant_end"}}'],
  ['sound without bytes', '{"type":"audio_output","id":"a","index":0}'],
  ['sound at no place', '{"type":"audio_output","id":"a","index":"0","data":""}'],
  ['sound of nobody', '{"type":"audio_output","id":null,"index":0,"data":""}'],
  ['words without a message', '{"type":"assistant_message","id":"a"}'],
  ['words that are no text', '{"type":"user_message","message":{"role":"user","content":{}}}'],
  ['a call without an id', '{"type":"tool_call","name":"x","parameters":"{}"}'],
  ['a call with an object', '{"type":"tool_call","name":"x","tool_call_id":"1","parameters":{}}'],
  ['a chat without a name', '{"type":"chat_metadata","chat_id":7}'],
])('a protocol that says %s is told so, and the conversation goes on', async (_, data) => {
  const { told, socket } = failingStage({});
  socket().accept();
  // Before the conversation has begun as in it.
  socket().onmessage?.({ data } as never);
  socket().say(metadata);
  socket().onmessage?.({ data } as never);
  socket().say(userMessage(false));
  await vi.waitFor(() => expect(told.filter(({ type }) => type === 'message')).toHaveLength(2));
  expect
    .soft(told.filter(({ type }) => type === 'error'))
    .toMatchObject([
      { error: { reason: 'protocol-malformed' } },
      { error: { reason: 'protocol-malformed' } },
    ]);
  const messages = told.flatMap((event) => (event.type === 'message' ? [event.message.type] : []));
  expect(messages).toEqual(['chat_metadata', 'user_message']);
  expect(told.filter(({ type }) => type === 'lost' || type === 'ended')).toEqual([]);
});

test.each(['start', 'begin'] as const)(
  'a protocol that throws in %s ends the attempt, with what it has thrown',
  async (where) => {
    const { told } = failingStage({ [where]: true });
    const error = {
      reason: 'usage',
      message: `The service's protocol failed: RangeError: no ${where}`,
    };
    await vi.waitFor(() =>
      expect(told).toEqual([
        { type: 'error', error },
        { type: 'ended', error },
      ]),
    );
  },
);

test('a protocol that can not dial is told, and the attempt fails', async () => {
  const { told } = failingStage({ dial: true });
  await vi.waitFor(() =>
    expect(told).toMatchObject([
      {
        type: 'error',
        error: { reason: 'usage', message: expect.stringContaining('no dial') as string },
      },
      { type: 'ended', error: { reason: 'connection-refused' } },
    ]),
  );
});

test('a protocol that throws at what it is told is told so once, and the conversation goes on', async () => {
  const { told, socket } = failingStage({ observe: true });
  socket().accept();
  socket().say(metadata);
  await vi.waitFor(() => expect(told.map(({ type }) => type)).toContain('connected'));
  socket().say(userMessage(false));
  await vi.waitFor(() => expect(told.filter(({ type }) => type === 'message')).toHaveLength(2));
  expect(told.filter(({ type }) => type === 'error')).toHaveLength(1);
});

test('a protocol that can not send breaks its line, and the next one sends what had to wait', async () => {
  const fails: { send?: true } = { send: true };
  const { told, handle, socket } = failingStage(fails);
  socket().accept();
  socket().say(metadata);
  await vi.waitFor(() => expect(told.map(({ type }) => type)).toContain('connected'));
  const before = socket();
  handle({ type: 'send', message: { type: 'user_input', text: 'Hello.' } });
  await vi.waitFor(() =>
    expect(told.find(({ type }) => type === 'lost')).toMatchObject({
      error: { reason: 'connection-lost', message: expect.stringContaining('no send') as string },
    }),
  );
  expect(before.readyState).toBe(2);
  delete fails.send;
  handle({ type: 'open', url: 'ws://a', delay: 0, timeout: 1000 });
  socket().accept();
  socket().say(metadata);
  expect(socket().messages.filter(({ type }) => type === 'user_input')).toHaveLength(1);
});

test('of what a protocol has used, only numbers are passed on', async () => {
  const stage = failingStage({});
  stage.usage = { inputTokens: 7, outputTokens: 'many', circular, cachedTokens: () => 1 };
  stage.handle({ type: 'metrics' });
  await vi.waitFor(() =>
    expect(stage.told).toMatchObject([{ type: 'metrics', usage: { inputTokens: 7 } }]),
  );
  expect(stage.told.map((event) => event.type === 'metrics' && event.usage)).toEqual([
    { inputTokens: 7 },
  ]);
});

test('what is acknowledged from within send is sent once, over all lines', () => {
  const stage = new SessionStage();
  stage.connect();
  const { wire } = stage;
  const send = wire.send.bind(wire);
  wire.send = (text) => {
    send(text);
    const message = JSON.parse(text) as { type: string; text?: string };
    if (message.type !== 'user_input') return;
    wire.say({
      type: 'user_message',
      from_text: true,
      interim: false,
      message: { role: 'user', content: message.text },
      models: {},
      time: { begin: 0, end: 0 },
    });
  };
  stage.session.handle({ type: 'send', message: { type: 'user_input', text: 'once' } });
  wire.drop(1006);
  stage.redial();
  stage.wire.say(metadata);
  const typed = stage.wire.messages.filter(({ type }) => type === 'user_input');
  expect(typed).toEqual([]);
});

test('whether the user waits is up to the protocol: late words leave no thinking behind', async () => {
  const stage = new SessionStage();
  stage.connect();
  const states = (): string[] => stage.of('assistant').map(({ assistant }) => assistant);
  stage.session.handle({ type: 'expect', reply: true });
  await vi.waitFor(() => expect(states()).toEqual(['thinking']));
  stage.wire.say({ type: 'assistant_end' });
  await vi.waitFor(() => expect(states()).toEqual(['thinking', 'idle']));
  stage.wire.say(userMessage(false));
  stage.session.handle({ type: 'expect', reply: false });
  stage.session.handle({ type: 'volume', volume: 1 });
  await vi.waitFor(() => expect(stage.of('message')).toHaveLength(3));
  expect(states()).toEqual(['thinking', 'idle']);
});

test('an answer is measured from the voice in the microphone although its words come later', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.speak(true);
  await vi.waitFor(() => expect(stage.of('user')).toHaveLength(1));
  stage.clock.pass(250);
  stage.session.handle({ type: 'expect', reply: true });
  stage.clock.pass(500);
  const id = 'answer';
  stage.wire.say({
    type: 'assistant_message',
    from_text: false,
    id,
    message: { role: 'assistant', content: 'yes' },
    models: {},
  });
  stage.wire.say(audioOutput(id, 0, sine(440, 48_000, 0.1), 48_000));
  stage.report({ type: 'started', messageId: id, contextTime: 0 });
  await vi.waitFor(() => expect(stage.of('playback-started')).toHaveLength(1));
  stage.wire.say(userMessage(false));
  stage.wire.say({ type: 'assistant_end' });
  stage.report({ type: 'ended', messageId: id, frames: 4800, cut: false, contextTime: 0.1 });
  stage.session.handle({ type: 'expect', reply: false });
  await vi.waitFor(() =>
    expect(stage.of('turn-metrics')).toMatchObject([{ turn: { responseDelay: 1000 } }]),
  );
});

test('a typed turn has no voice to be measured from, although there was one before', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.speak(true);
  await vi.waitFor(() => expect(stage.of('user')).toHaveLength(1));
  stage.session.handle({ type: 'send', message: { type: 'user_input', text: 'hello' } });
  stage.session.handle({ type: 'expect', reply: true });
  stage.wire.say(audioOutput('a', 0, sine(440, 48_000, 0.1), 48_000));
  stage.report({ type: 'started', messageId: 'a', contextTime: 0 });
  await vi.waitFor(() => expect(stage.of('playback-started')).toHaveLength(1));
  stage.wire.say({ type: 'assistant_end' });
  stage.report({ type: 'ended', messageId: 'a', frames: 4800, cut: false, contextTime: 0.1 });
  await vi.waitFor(() =>
    expect(stage.of('turn-metrics')).toMatchObject([{ turn: { responseDelay: null } }]),
  );
});

test('another service is told when the button of push-to-talk is held, and EVI is sent nothing of it', async () => {
  const socket = new ScriptedSocket();
  const protocol: VoiceProtocol = {
    start: ({ dial }) => ({ dial, begin: () => undefined, observe: () => undefined }),
  };
  const handle = startSession(protocol, () => undefined, {
    clock: new ManualClock(),
    dial: () => socket,
  });
  onTestFinished(() => handle({ type: 'close' }));
  const stage = new SessionStage();
  stage.connect();
  const channel = new MessageChannel();
  handle({ type: 'capture', port: channel.port2 });
  handle({ type: 'begin', settings, speechBuffer: 5000, chunkDuration: 20, pushToTalk: true });
  handle({ type: 'open', url: 'ws://a', delay: 0, timeout: 1000 });
  socket.accept();
  socket.say(metadata);
  for (const port of [channel.port1, stage.capture.port1])
    port.postMessage({ samples: new Int16Array(320).buffer, voice: true, held: true });
  const chunks = (wire: ScriptedSocket): unknown[] =>
    wire.messages.filter(({ type }) => type === 'audio_input').map(({ data: _, ...rest }) => rest);
  await vi.waitFor(() => expect(chunks(socket)).toHaveLength(1));
  await vi.waitFor(() => expect(chunks(stage.wire)).toHaveLength(1));
  expect(chunks(socket)).toEqual([{ type: 'audio_input', held: true, voice: true }]);
  expect(chunks(stage.wire)).toEqual([{ type: 'audio_input' }]);
});
