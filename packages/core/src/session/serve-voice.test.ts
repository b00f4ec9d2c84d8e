import { expect, onTestFinished, test, vi } from 'vitest';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { ScriptedSocket } from '../../test/support/scripted-socket.ts';
import { SessionStage, metadata, settings, userMessage } from '../../test/support/session-stage.ts';
import { audioOutput, sine } from '../../test/support/wave.ts';
import type { SessionEvent } from './messages.ts';
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
