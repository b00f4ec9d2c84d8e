import { bytesToBase64 } from '@vivavoce/evi';
import { expect, test, vi } from 'vitest';
import {
  metadata,
  SessionStage as Stage,
  settings,
  userMessage,
} from '../../test/support/session-stage.ts';
import { audioOutput, sine } from '../../test/support/wave.ts';

test('the settings go out first, when the server has said which chat it is', async () => {
  const stage = new Stage();
  stage.dial();
  expect(stage.wire.sent).toEqual([]);
  stage.wire.say(metadata);
  expect(stage.wire.messages).toEqual([settings]);
  await vi.waitFor(() =>
    expect(stage.of('connected')).toMatchObject([{ chatId: 'chat', chatGroupId: 'group' }]),
  );
});

test('a server that says nothing is given up', async () => {
  const stage = new Stage();
  stage.dial();
  stage.clock.pass(10_000);
  await vi.waitFor(() =>
    expect(stage.of('ended')).toMatchObject([{ error: { reason: 'connection-timeout' } }]),
  );
  expect(stage.wire.closedWith).toBe(1000);
});

test('speech before the conversation is up is not sent, speech in it is, as it came', async () => {
  const stage = new Stage();
  stage.speak(false);
  await vi.waitFor(() => expect(stage.captureCommands).toHaveLength(1));
  stage.connect();
  const samples = Int16Array.from({ length: 320 }, (_, i) => i * 7);
  const bytes = bytesToBase64(new Uint8Array(samples.slice().buffer));
  stage.speak(true, samples.buffer);
  await vi.waitFor(() => expect(stage.wire.messages).toHaveLength(2));
  expect(stage.wire.messages[1]).toEqual({ type: 'audio_input', data: bytes });
  expect(stage.of('user')).toEqual([{ type: 'user', user: 'speaking' }]);
});

test('speech waits for a line that can not keep up, and goes out when it can', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.bufferedAmount = 30 * 900;
  stage.speak(true);
  await vi.waitFor(() => expect(stage.of('user')).toHaveLength(1));
  expect(stage.wire.messages).toHaveLength(1);
  stage.wire.bufferedAmount = 0;
  stage.speak(true);
  await vi.waitFor(() => expect(stage.wire.messages).toHaveLength(3));
});

test('an exchange is measured, and told when it is over', async () => {
  const stage = new Stage();
  stage.connect();
  stage.speak(true);
  await vi.waitFor(() => expect(stage.of('user')).toHaveLength(1));
  stage.clock.pass(600);
  stage.wire.say(userMessage(false));
  stage.clock.pass(100);
  stage.wire.say(audioOutput('a', 0, sine(440, 24_000, 0.1), 24_000));
  stage.clock.pass(7);
  stage.report({ type: 'started', messageId: 'a', contextTime: 0 });
  await vi.waitFor(() => expect(stage.of('playback-started')).toHaveLength(1));
  stage.session.handle({ type: 'interrupt' });
  stage.clock.pass(11);
  stage.report({ type: 'ended', messageId: 'a', frames: 480, cut: true, contextTime: 0.1 });
  await vi.waitFor(() => expect(stage.of('turn-metrics')).toHaveLength(1));
  const turn = { responseDelay: 957, playbackDelay: 7, interruptionDelay: 11, underruns: 0 };
  expect(stage.of('turn-metrics')).toEqual([{ type: 'turn-metrics', turn }]);
  stage.session.handle({ type: 'metrics' });
  await vi.waitFor(() =>
    expect(stage.of('metrics')).toMatchObject([
      { metrics: { turn, uplink: { sent: 1, waiting: 0, dropped: 0 } } },
    ]),
  );
});

test('mute goes to the audio thread, also for a microphone that comes later', async () => {
  const stage = new Stage();
  stage.session.handle({ type: 'mute', muted: true });
  await vi.waitFor(() =>
    expect(stage.captureCommands.at(-1)).toEqual({ type: 'mute', muted: true }),
  );
  const later = new MessageChannel();
  const commands: unknown[] = [];
  later.port1.onmessage = ({ data }) => commands.push(data);
  stage.session.handle({ type: 'capture', port: later.port2 });
  await vi.waitFor(() => expect(commands).toEqual([{ type: 'mute', muted: true }]));
});

test('a chunk that was under way when the mute came goes up as silence', async () => {
  const stage = new Stage();
  stage.connect();
  stage.speak(true, new Int16Array(320).fill(1000).buffer);
  stage.session.handle({ type: 'mute', muted: true });
  await vi.waitFor(() => expect(stage.wire.messages.at(-1)?.type).toBe('audio_input'));
  expect(atob(String(stage.wire.messages.at(-1)?.['data']))).toBe('\0'.repeat(640));
  expect(stage.of('user')).toEqual([]);
});

test('a part that is not as it should be costs no words, and is told once for each kind', async () => {
  const stage = new Stage();
  stage.connect();
  const broken = { ...(userMessage(false) as object), models: { prosody: { scores: { Joy: 1 } } } };
  const said = [1, 2, 3].map((n) => ({ ...broken, time: { begin: 0.5, end: n + 0.5 } }));
  for (const message of said) stage.wire.say(message);
  stage.wire.say({ type: 'assistant_message', message: { role: 'assistant', content: 'Hi.' } });
  await vi.waitFor(() => expect(stage.of('message')).toHaveLength(5));
  expect(stage.of('message').at(-2)?.message).toMatchObject({
    message: { content: 'hello' },
    models: {},
    time: { begin: 1, end: 4 },
  });
  expect(
    stage
      .of('warning')
      .map(({ message }) => /no proper (.*), which is left out/.exec(message)?.[1]),
  ).toEqual([
    'models.prosody of user_message',
    'time.begin of user_message',
    'time.end of user_message',
    'from_text of assistant_message',
    'models of assistant_message',
  ]);
  expect(stage.of('error')).toEqual([]);
});

test('an interruption with a time that is none stops the sound all the same', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say({ type: 'user_interruption', time: 17.25 });
  stage.wire.say({ type: 'user_interruption' });
  await vi.waitFor(() => expect(stage.of('interrupted')).toHaveLength(2));
});

test('an interruption clears the sound before anybody is told, and says what was audible', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say(audioOutput('a', 0, sine(440, 24_000, 0.1), 24_000));
  stage.report({ type: 'started', messageId: 'a', contextTime: 0 });
  await vi.waitFor(() => expect(stage.of('playback-started')).toHaveLength(1));
  stage.wire.say({ type: 'user_interruption', time: 1 });
  await vi.waitFor(() => expect(stage.playbackCommands.at(-1)?.type).toBe('clear'));
  const types = stage.events.map((event) =>
    event.type === 'message' ? event.message.type : event.type,
  );
  expect(types.slice(-2)).toEqual(['interrupted', 'user_interruption']);
  expect(stage.of('interrupted')).toEqual([{ type: 'interrupted', by: 'server', messageId: 'a' }]);
});

test('an interruption by the page goes the same way', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say(audioOutput('a', 0, sine(440, 24_000, 0.1), 24_000));
  stage.session.handle({ type: 'interrupt' });
  stage.wire.say(audioOutput('a', 1, sine(440, 24_000, 0.1), 24_000));
  await vi.waitFor(() => expect(stage.of('interrupted')).toMatchObject([{ by: 'local' }]));
  await vi.waitFor(() => expect(stage.playbackCommands.at(-1)?.type).toBe('clear'));
});

test('the assistant thinks, speaks and is idle again', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say(userMessage(true));
  stage.wire.say(userMessage(false));
  await vi.waitFor(() =>
    expect(stage.of('assistant').map(({ assistant }) => assistant)).toEqual(['thinking']),
  );
  stage.wire.say(audioOutput('a', 0, sine(440, 24_000, 0.1), 24_000));
  stage.wire.say({ type: 'assistant_end' });
  stage.report({ type: 'started', messageId: 'a', contextTime: 0 });
  stage.report({ type: 'ended', messageId: 'a', frames: 4800, cut: false, contextTime: 0.1 });
  await vi.waitFor(() =>
    expect(stage.of('assistant').map(({ assistant }) => assistant)).toEqual([
      'thinking',
      'speaking',
      'idle',
    ]),
  );
  expect(stage.of('playback-ended')).toEqual([
    {
      type: 'playback-ended',
      messageId: 'a',
      heard: { duration: 100, cut: false },
      at: stage.clock.date(),
    },
  ]);
});

test('everything that one message causes is told at once', async () => {
  const stage = new Stage();
  stage.connect();
  await vi.waitFor(() => expect(stage.batches).toHaveLength(1));
  expect(stage.batches[0]?.map(({ type }) => type)).toEqual(['message', 'connected']);
});

test('what happens while the page is busy with a batch is told together, in order, when it is done', async () => {
  const stage = new Stage();
  stage.busy = true;
  stage.connect();
  await vi.waitFor(() => expect(stage.batches).toHaveLength(1));
  const texts = Array.from({ length: 1000 }, (_, count) => `words ${count}`);
  for (const content of texts) {
    stage.wire.say({
      type: 'assistant_message',
      message: { role: 'assistant', content },
      models: {},
      from_text: false,
    });
    // Each is a task of its own.
    await Promise.resolve();
  }
  expect(stage.batches).toHaveLength(1);
  stage.session.handle({ type: 'next' });
  await vi.waitFor(() => expect(stage.batches).toHaveLength(2));
  const said = stage
    .of('message')
    .flatMap(({ message }) =>
      message.type === 'assistant_message' ? [message.message.content] : [],
    );
  expect(said).toEqual(texts);
  // A page that has dealt with all of it waits for nothing.
  stage.session.handle({ type: 'next' });
  stage.wire.say({ type: 'user_interruption', time: 1 });
  await vi.waitFor(() => expect(stage.batches).toHaveLength(3));
});

test('a state that lasts for less than the page is busy is told all the same', async () => {
  const stage = new Stage();
  stage.busy = true;
  stage.connect();
  await vi.waitFor(() => expect(stage.batches).toHaveLength(1));
  for (const voice of [true, false]) {
    stage.speak(voice);
    await new Promise((settle) => setImmediate(settle));
  }
  stage.session.handle({ type: 'next' });
  await vi.waitFor(() =>
    expect(stage.of('user').map(({ user }) => user)).toEqual(['speaking', 'silent']),
  );
});

test('no sound goes to whoever hosts the session', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say(audioOutput('a', 0, sine(440, 24_000, 0.1), 24_000));
  stage.wire.say({ type: 'assistant_end' });
  await vi.waitFor(() => expect(stage.of('message').at(-1)?.message.type).toBe('assistant_end'));
  expect(JSON.stringify(stage.events)).not.toContain('audio_output');
});

test.each([
  ['invalid JSON', '{"type":'],
  ['no object', '[]'],
  ['no type', '{}'],
  ['a field of the wrong type', { type: 'audio_output', id: 1, index: 'x', data: {} }],
  ['a missing field', { type: 'user_message' }],
])('%s is an error and nothing else', async (_, message) => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say(message);
  await vi.waitFor(() =>
    expect(stage.of('error')).toMatchObject([{ error: { reason: 'protocol-malformed' } }]),
  );
  expect(stage.of('ended')).toEqual([]);
});

const announced = { ...settings, extensions: ['louder', 'dismissed'] };
const asked = { type: 'session_settings', extensions: ['dismissed'] };

test('a page that lowers the assistant asks a server that can what was nothing: once, and first on the next line', async () => {
  const stage = new Stage();
  stage.connect(true);
  // Its answer to that names what was asked for.
  for (const echo of [announced, asked, asked]) stage.wire.say(echo);
  expect(stage.wire.messages).toEqual([settings, asked]);
  stage.wire.say({ type: 'dismissed', time: 1 });
  await vi.waitFor(() =>
    expect(stage.playbackCommands).toContainEqual({ type: 'dismissed', time: 1 }),
  );
  stage.wire.drop(1006);
  await vi.waitFor(() => expect(stage.of('lost')).toHaveLength(1));
  stage.redial();
  stage.wire.say(metadata);
  stage.wire.say(announced);
  expect(stage.wire.messages).toEqual([{ ...settings, ...asked }]);
});

test.each<[string, boolean, object]>([
  ['a page that lowers nothing', false, announced],
  ['a server that says no more than it was told', true, settings],
  ['a server with other extensions', true, { ...settings, extensions: ['undismissed'] }],
  ['extensions that are none', true, { ...settings, extensions: { toString: 'dismissed' } }],
])('%s: nothing is asked for', (_, duck, echo) => {
  const stage = new Stage();
  stage.connect(duck);
  stage.wire.say(echo);
  expect(stage.wire.messages).toEqual([settings]);
});

const heardMessage = { type: 'heard', messageId: 'a', heard: { duration: 10, cut: true } };

test.each([
  ['that takes it', ['dismissed', 'heard'], [heardMessage]],
  ['that says nothing of it, as EVI’s own', ['dismissed'], []],
])('what was heard of a message is told to a server %s', async (_, extensions, told) => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say({ ...settings, extensions });
  stage.wire.say(audioOutput('a', 0, sine(440, 24_000, 0.1), 24_000));
  stage.wire.say({ type: 'user_interruption', time: 1 });
  stage.report({ type: 'ended', messageId: 'a', frames: 480, cut: true, contextTime: 0.1 });
  await vi.waitFor(() => expect(stage.of('playback-ended')).toHaveLength(1));
  expect(stage.wire.messages).toMatchObject([settings, ...told]);
});

test('a type this version does not know passes through', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say({ type: 'weather_report', degrees: 21 });
  await vi.waitFor(() =>
    expect(stage.of('unknown-message')).toMatchObject([
      { message: { type: 'weather_report', degrees: 21 } },
    ]),
  );
});

test('an error of the server is told and ends nothing', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say({
    type: 'error',
    code: 'E0999',
    slug: 'never_heard_of',
    message: 'Something.',
  });
  await vi.waitFor(() =>
    expect(stage.of('error')).toMatchObject([{ error: { reason: 'server-error' } }]),
  );
  expect(stage.of('ended')).toEqual([]);
});

test.each([
  ['E0714', 'inactivity_timeout', 'inactivity'],
  ['E0715', 'another_word', 'max-duration'],
  ['E0300', 'out_of_credits', 'out-of-credits'],
  ['E0705', 'any', 'model'],
  ['E0712', 'any', 'model'],
  ['E0404', 'config_not_found', 'config'],
])('%s %s and a goodbye are an end of its own, and no error', async (code, slug, reason) => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say({ type: 'error', code, slug, message: 'That was all.' });
  stage.wire.drop(1000);
  await vi.waitFor(() => expect(stage.of('ended')).toMatchObject([{ error: null, reason }]));
  expect([stage.of('error'), stage.of('warning').length]).toEqual([[], 1]);
});

test('after such an error no other line is tried, also where the server hangs up in another way', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say({ type: 'error', code: 'E0714', slug: 'inactivity_timeout', message: 'Over.' });
  stage.wire.drop(1006);
  await vi.waitFor(() =>
    expect(stage.of('ended')).toMatchObject([{ error: { reason: 'server-error' } }]),
  );
  expect(stage.of('lost')).toEqual([]);
});

test.each([
  ['I0116', 'transcription_failure', 'warning'],
  ['W0001', 'unknown', 'warning'],
  ['E0001', 'unknown', 'error'],
] as const)('%s is told by its letter and ends nothing', async (code, slug, type) => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say({ type: 'error', code, slug, message: 'So it is.' });
  await vi.waitFor(() => expect(stage.of(type)).toHaveLength(1));
  expect(stage.of(type === 'error' ? 'warning' : 'error')).toEqual([]);
  expect(stage.of('ended')).toEqual([]);
});

test('after it is closed it tells nothing and holds no timer', async () => {
  const stage = new Stage();
  stage.dial();
  stage.wire.say(audioOutput('a', 1, sine(440, 24_000, 0.1), 24_000));
  stage.session.handle({ type: 'close' });
  await new Promise((settle) => setTimeout(settle));
  expect(stage.events).toEqual([]);
  expect(stage.clock.pending).toBe(0);
  expect(stage.wire.closedWith).toBe(1000);
});

test('when something was is the date of that moment, how long it took is not', async () => {
  const stage = new Stage();
  // The machine has slept for two hours since this thread began, and in mid-call its date is set back by one.
  stage.clock.ahead = 7_200_000;
  stage.connect();
  const since = stage.clock.date();
  stage.wire.say(audioOutput('a', 0, sine(440, 24_000, 0.1), 24_000));
  stage.clock.pass(50);
  stage.clock.ahead = 3_600_000;
  stage.wire.say({ type: 'assistant_message', id: 'a', ...speech('Hello.') });
  const received = stage.clock.date();
  stage.report({ type: 'started', messageId: 'a', contextTime: 0 });
  await vi.waitFor(() => expect(stage.of('playback-started')).toHaveLength(1));
  stage.clock.pass(100);
  stage.wire.say({ type: 'assistant_end' });
  stage.report({ type: 'ended', messageId: 'a', frames: 4800, cut: false, contextTime: 0.1 });
  await vi.waitFor(() => expect(stage.of('turn-metrics')).toHaveLength(1));
  expect(stage.of('connected')).toMatchObject([{ at: since }]);
  expect(stage.of('message')).toContainEqual(expect.objectContaining({ receivedAt: received }));
  expect(stage.of('playback-ended')).toMatchObject([{ at: received + 100 }]);
  expect(stage.of('turn-metrics')).toMatchObject([{ turn: { playbackDelay: 50 } }]);
  stage.wire.drop(1006);
  stage.clock.ahead = 90_000_000;
  stage.clock.pass(200);
  stage.redial();
  stage.wire.drop(1006);
  await vi.waitFor(() => expect(stage.of('lost').at(-1)).toMatchObject({ elapsed: 200 }));
});

/** Words of the assistant. */
function speech(content: string): object {
  return { from_text: false, message: { role: 'assistant', content }, models: {} };
}
