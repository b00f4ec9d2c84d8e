import { expect, test, vi } from 'vitest';
import { VoiceError } from '../base/voice-error.ts';
import { defaultReconnectPolicy } from '../transport/reconnect-policy.ts';
import { SessionStage, metadata, settings, userMessage } from '../../test/support/session-stage.ts';
import { audioOutput, sine } from '../../test/support/wave.ts';
import type { ClientMessage } from '@vivavoce/evi';

const text = (words: string): ClientMessage => ({ type: 'user_input', text: words });

/** A conversation whose line has just broken. */
function broken(): SessionStage {
  const stage = new SessionStage();
  stage.connect();
  stage.clock.pass(10_000);
  stage.wire.drop(1006);
  return stage;
}

/** The line comes back. */
function resume(stage: SessionStage): void {
  stage.redial();
  stage.wire.say({ ...metadata, chat_id: 'chat 2' });
}

test('a line that breaks is told with the attempt that comes next, and dialled when the wait is over', async () => {
  const stage = broken();
  await vi.waitFor(() =>
    expect(stage.of('lost')).toMatchObject([
      { attempt: 1, elapsed: 0, error: { reason: 'connection-lost' } },
    ]),
  );
  expect(stage.of('ended')).toEqual([]);
  stage.redialAfter(200);
  stage.clock.pass(199);
  expect(stage.dialled).toBe(1);
  stage.clock.pass(1);
  expect(stage.dialled).toBe(2);
  stage.wire.drop(1006);
  await vi.waitFor(() =>
    expect(stage.of('lost').at(-1)).toMatchObject({ attempt: 2, elapsed: 200 }),
  );
});

test('whoever knows that the network is back cuts the wait short, once', () => {
  const stage = broken();
  stage.redialAfter(8000);
  stage.session.handle({ type: 'retry-now' });
  stage.session.handle({ type: 'retry-now' });
  stage.clock.pass(8000);
  expect(stage.dialled).toBe(2);
});

test('an attempt without credentials counts as one', async () => {
  const stage = broken();
  const error = { reason: 'connection-refused', hint: 'check-server', message: '' } as const;
  stage.session.handle({ type: 'attempt-failed', error });
  await vi.waitFor(() => expect(stage.of('lost').at(-1)).toMatchObject({ attempt: 2, error }));
});

test('a line that held for 5 s begins the count anew, one that broke sooner does not', async () => {
  const stage = broken();
  resume(stage);
  stage.clock.pass(4900);
  stage.wire.drop(1006);
  await vi.waitFor(() =>
    expect(stage.of('lost').at(-1)).toMatchObject({ attempt: 2, elapsed: 4900 }),
  );
  resume(stage);
  stage.clock.pass(5000);
  stage.wire.drop(1006);
  await vi.waitFor(() => expect(stage.of('lost').at(-1)).toMatchObject({ attempt: 1, elapsed: 0 }));
});

test.each([
  [1000, null],
  [1008, 'connection-unauthorized'],
  [1009, 'connection-closed'],
])('a line that ended with %i is not tried again', async (code, reason) => {
  const stage = new SessionStage();
  stage.connect();
  stage.wire.drop(code);
  await vi.waitFor(() =>
    expect(stage.of('ended')).toMatchObject([{ error: reason && { reason } }]),
  );
  expect(stage.of('lost')).toEqual([]);
});

test.each([
  [1006, 'server-error'],
  [1008, 'server-error'],
  [1000, null],
])('nobody calls again after an error that says the Chat is over, and %i', async (code, reason) => {
  const stage = new SessionStage();
  stage.connect();
  const error = {
    type: 'error',
    code: 'E1',
    slug: 'chat_group_not_found',
    message: 'No such group.',
  };
  stage.wire.say({ ...error, slug: 'transcription_failed' });
  stage.wire.say(error);
  stage.wire.drop(code);
  await vi.waitFor(() =>
    expect(stage.of('ended')).toMatchObject([{ error: reason && { reason } }]),
  );
  expect(stage.of('lost')).toEqual([]);
});

const notFound = {
  type: 'error',
  code: 'E1',
  slug: 'chat_group_not_found',
  message: 'No such group.',
};

test.each([1006, 1008, 1000])(
  'a server that does not know the Chat Group to resume, and closes with %i, is called for another, once',
  async (code) => {
    const stage = new SessionStage();
    stage.connect();
    stage.wire.drop(1006);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      stage.redial();
      stage.wire.say(notFound);
      stage.wire.drop(code);
    }
    await vi.waitFor(() => expect(stage.of('ended')).toHaveLength(1));
    expect(stage.of('lost').map(({ anew }) => anew)).toEqual([false, true]);
    expect(stage.of('chat-lost')).toHaveLength(1);
  },
);

test('so is one that does not know the Chat Group with which a call begins', async () => {
  const stage = new SessionStage();
  stage.dial();
  stage.wire.say(notFound);
  stage.wire.drop(1008);
  await vi.waitFor(() => expect(stage.of('lost')).toMatchObject([{ anew: true }]));
  stage.redial();
  stage.wire.say(metadata);
  await vi.waitFor(() => expect(stage.of('connected')).toHaveLength(1));
  expect(stage.of('error')).toEqual([]);
});

test('a server that resumes another Chat Group, without an error, has lost the one before, once', async () => {
  const stage = broken();
  const another = { ...metadata, chat_group_id: 'another' };
  for (let time = 0; time < 2; time += 1) {
    stage.redial();
    stage.wire.say(another);
    stage.wire.drop(1006);
  }
  await vi.waitFor(() => expect(stage.of('connected')).toHaveLength(3));
  const told = stage.events.flatMap((event) => {
    if (event.type === 'connected') return [event.chatGroupId];
    return event.type === 'chat-lost' ? [event.type] : [];
  });
  expect(told).toEqual(['group', 'chat-lost', 'another', 'another']);
  expect([stage.of('error'), stage.of('ended')]).toEqual([[], []]);
});

test.each([
  ['group', 0],
  ['another', 1],
])('a call that is to go on with a Chat Group, and begins in %s', async (group, lost) => {
  const stage = new SessionStage();
  const how = { speechBuffer: 5000, chunkDuration: 20, chatGroupId: 'group' };
  stage.session.handle({ type: 'begin', settings, ...how });
  stage.redial();
  stage.wire.say({ ...metadata, chat_group_id: group });
  await vi.waitFor(() => expect(stage.of('connected')).toHaveLength(1));
  expect(stage.of('chat-lost')).toHaveLength(lost);
});

test('an error that does not say so keeps nobody from calling again', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.wire.say({ type: 'error', code: 'E1', slug: 'transcription_failed', message: 'Sorry.' });
  stage.wire.drop(1006);
  await vi.waitFor(() => expect(stage.of('lost')).toHaveLength(1));
});

test('what the server says again after a resume is told once', async () => {
  const said = [
    userMessage(false),
    {
      type: 'assistant_message',
      id: 'a',
      from_text: false,
      message: { role: 'assistant', content: 'Hello.' },
      models: {},
    },
    {
      type: 'tool_call',
      tool_call_id: 't',
      name: 'weather',
      parameters: '{}',
      response_required: true,
      tool_type: 'function',
    },
  ];
  const stage = new SessionStage();
  stage.connect();
  for (const message of [...said, ...said]) stage.wire.say(message);
  stage.wire.drop(1006);
  resume(stage);
  for (const message of said) stage.wire.say(message);
  await vi.waitFor(() => expect(stage.of('connected')).toHaveLength(2));
  expect(stage.of('message').map(({ message }) => message.type)).toEqual([
    'chat_metadata',
    'user_message',
    'assistant_message',
    'tool_call',
    'chat_metadata',
  ]);
});

test('a typed text that is repeated after a resume is told once, typed again it is told again', async () => {
  const echo = {
    ...(userMessage(false) as object),
    from_text: true,
    message: { role: 'user', content: 'yes' },
  };
  const stage = new SessionStage();
  stage.connect();
  stage.session.handle({ type: 'send', message: text('yes') });
  stage.wire.say(echo);
  stage.wire.drop(1006);
  stage.session.handle({ type: 'send', message: text('yes') });
  resume(stage);
  stage.wire.say(echo);
  stage.wire.say(echo);
  await vi.waitFor(() => expect(stage.of('connected')).toHaveLength(2));
  expect(stage.of('message').filter(({ message }) => message.type === 'user_message')).toHaveLength(
    2,
  );
});

test('a line that never came up is not tried again', async () => {
  const stage = new SessionStage();
  stage.dial();
  stage.wire.drop(1006);
  await vi.waitFor(() => expect(stage.of('ended')).toHaveLength(1));
  expect(stage.of('lost')).toEqual([]);
});

test('the conversation goes on since it began, in another Chat', async () => {
  const stage = broken();
  resume(stage);
  await vi.waitFor(() => expect(stage.of('connected')).toHaveLength(2));
  const [first, second] = stage.of('connected');
  expect(second).toEqual({ ...first, chatId: 'chat 2' });
});

test('settings that were changed are sent again, but for what was meant for one reply', () => {
  const stage = new SessionStage();
  stage.connect();
  const change = (context: 'temporary' | 'persistent'): ClientMessage => ({
    type: 'session_settings',
    system_prompt: 'Be brief.',
    context: { text: context, type: context },
  });
  stage.session.handle({ type: 'send', message: change('persistent') });
  stage.session.handle({ type: 'send', message: change('temporary') });
  stage.wire.drop(1006);
  resume(stage);
  expect(stage.wire.messages).toEqual([{ ...settings, ...change('persistent') }]);
});

test('a pause outlives the line', () => {
  const stage = new SessionStage();
  stage.connect();
  stage.session.handle({ type: 'send', message: { type: 'pause_assistant_message' } });
  stage.wire.drop(1006);
  resume(stage);
  expect(stage.wire.messages).toEqual([settings, { type: 'pause_assistant_message' }]);
});

test('what is sent while the line is down waits in order and goes out once, after the speech', async () => {
  const stage = broken();
  stage.session.handle({ type: 'send', message: text('one') });
  const answer: ClientMessage = { type: 'tool_response', tool_call_id: 't', content: '21' };
  stage.session.handle({ type: 'send', message: answer });
  stage.speak(true);
  await vi.waitFor(() => expect(stage.of('user')).toHaveLength(1));
  resume(stage);
  expect(stage.wire.messages.map(({ type }) => type)).toEqual([
    'session_settings',
    'audio_input',
    'user_input',
    'tool_response',
  ]);
  stage.wire.say({
    ...(userMessage(false) as object),
    from_text: true,
    message: { content: 'one', role: 'user' },
  });
  stage.wire.say(answer);
  stage.wire.drop(1006);
  resume(stage);
  expect(stage.wire.messages.map(({ type }) => type)).toEqual(['session_settings', 'audio_input']);
});

test('speech waits for the greeting even where the socket is open: no server hears it before the settings', async () => {
  const stage = broken();
  stage.redial();
  stage.speak(true);
  await vi.waitFor(() => expect(stage.of('user')).toHaveLength(1));
  stage.clock.pass(1000);
  expect(stage.wire.messages).toEqual([]);
  stage.wire.say(metadata);
  expect(stage.wire.messages.map(({ type }) => type)).toEqual(['session_settings', 'audio_input']);
});

/** A conversation with a server that answers settings, whose line has broken on what was being said. */
async function brokenMidSpeech(): Promise<SessionStage> {
  const stage = new SessionStage();
  stage.connect();
  stage.wire.say(settings);
  stage.speak(true);
  stage.speak(false);
  await vi.waitFor(() => expect(stage.wire.messages).toHaveLength(3));
  stage.wire.drop(1006);
  resume(stage);
  expect(stage.wire.messages).toEqual([settings]);
  return stage;
}

const sorts = (stage: SessionStage): unknown[] => stage.wire.messages.map(({ type }) => type);

test('speech does not go again where the server, before it answers the settings, says that it has understood it', async () => {
  const stage = await brokenMidSpeech();
  stage.session.handle({ type: 'send', message: text('one') });
  stage.wire.say({ ...(userMessage(false) as object), time: { begin: 0, end: 20 } });
  stage.wire.say(settings);
  expect(sorts(stage)).toEqual(['session_settings', 'user_input']);
});

test('speech goes again where the server answers the settings first', async () => {
  const stage = await brokenMidSpeech();
  stage.wire.say(settings);
  expect(sorts(stage)).toEqual(['session_settings', 'audio_input', 'audio_input']);
  await vi.waitFor(() => expect(stage.of('speech-buffer').at(-1)?.buffered).toBe(0));
});

test('speech goes again after 2 s where the server does not answer the settings any more', async () => {
  const stage = await brokenMidSpeech();
  stage.clock.pass(1999);
  expect(sorts(stage)).toHaveLength(1);
  stage.clock.pass(1);
  expect(sorts(stage)).toEqual(['session_settings', 'audio_input', 'audio_input']);
});

test('what was sent and not answered when the line broke goes again, before what came later', () => {
  const stage = new SessionStage();
  stage.connect();
  stage.session.handle({ type: 'send', message: text('one') });
  stage.wire.drop(1006);
  stage.session.handle({ type: 'send', message: text('two') });
  resume(stage);
  expect(stage.wire.messages.slice(1)).toEqual([text('one'), text('two')]);
});

test('what the server says it has heard, before a line that ends already has taken it again, is told once and sent no more', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.session.handle({ type: 'send', message: text('one') });
  stage.wire.drop(1006);
  stage.redial();
  // What has come over it is read after it has ended.
  stage.wire.readyState = 2;
  const echo = { from_text: true, message: { role: 'user', content: 'one' } };
  const said = { ...(userMessage(false) as object), ...echo };
  stage.wire.say(metadata);
  stage.wire.say(said);
  stage.wire.drop(1006);
  resume(stage);
  stage.wire.say(said);
  await vi.waitFor(() => expect(stage.of('connected')).toHaveLength(3));
  const heard = stage.of('message').filter(({ message }) => message.type === 'user_message');
  expect(heard).toHaveLength(1);
  expect(stage.wire.messages).not.toContainEqual(text('one'));
});

test('what a server says again before it has said which Chat it is, and once more over the next line, is told once', async () => {
  const said = {
    ...(userMessage(false) as object),
    from_text: true,
    message: { role: 'user', content: 'one' },
  };
  const stage = new SessionStage();
  stage.connect();
  stage.session.handle({ type: 'send', message: text('one') });
  stage.wire.say(said);
  stage.wire.drop(1006);
  stage.redial();
  stage.wire.accept();
  stage.wire.say(said);
  stage.wire.drop(1006);
  resume(stage);
  stage.wire.say(said);
  await vi.waitFor(() => expect(stage.of('connected')).toHaveLength(2));
  const heard = stage.of('message').filter(({ message }) => message.type === 'user_message');
  expect(heard).toHaveLength(1);
  expect(stage.wire.messages).not.toContainEqual(text('one'));
});

test('past its bound what can not wait is refused, and told', async () => {
  const stage = broken();
  for (let count = 0; count < 130; count += 1)
    stage.session.handle({ type: 'send', message: text(`${count}`) });
  await vi.waitFor(() =>
    expect(stage.of('error').map(({ error }) => error.reason)).toEqual([
      'connection-lost',
      'connection-lost',
    ]),
  );
  resume(stage);
  expect(stage.wire.messages).toHaveLength(129);
});

test('speech that waits is told when it begins to, by the second, and when it waits no more', async () => {
  const stage = broken();
  for (let count = 0; count < 300; count += 1) stage.speak(false);
  await vi.waitFor(() => expect(stage.of('speech-buffer').at(-1)?.dropped).toBe(20));
  expect(stage.of('speech-buffer').map(({ buffered }) => buffered)).toEqual([
    20, 1020, 2020, 3020, 4020, 5000,
  ]);
  resume(stage);
  await vi.waitFor(() =>
    expect(stage.of('speech-buffer').at(-1)).toEqual({
      type: 'speech-buffer',
      buffered: 0,
      dropped: 1000,
    }),
  );
  expect(stage.wire.messages.filter(({ type }) => type === 'audio_input')).toHaveLength(250);
});

test('what had been received plays out', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.wire.say(audioOutput('a', 0, sine(440, 24_000, 0.5), 24_000));
  stage.report({ type: 'started', messageId: 'a', contextTime: 0 });
  await vi.waitFor(() => expect(stage.of('playback-started')).toHaveLength(1));
  stage.wire.drop(1006);
  await vi.waitFor(() =>
    expect(stage.playbackCommands.at(-1)).toEqual({ type: 'finish', messageId: 'a' }),
  );
  expect(stage.of('assistant').at(-1)?.assistant).toBe('speaking');
  stage.report({ type: 'ended', messageId: 'a', frames: 24_000, cut: false, contextTime: 1 });
  await vi.waitFor(() =>
    expect(stage.of('playback-ended')).toMatchObject([{ heard: { duration: 500, cut: false } }]),
  );
});

test('a line on which nothing moves is given up within 10 s and closed as dead', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.wire.bufferedAmount = 5000;
  stage.clock.pass(7000);
  await vi.waitFor(() =>
    expect(stage.of('lost')).toMatchObject([{ error: { reason: 'connection-lost' } }]),
  );
  expect(stage.wire.closedWith).toBe(4000);
});

test('a line that owes an answer and says nothing is given up within 10 s', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.clock.pass(60_000);
  stage.session.handle({ type: 'send', message: text('Are you there?') });
  stage.clock.pass(7000);
  await vi.waitFor(() => expect(stage.of('lost')).toHaveLength(1));
});

/** The questions that were asked of a server: settings that change nothing. */
const asked = (stage: SessionStage): number =>
  stage.wires.flatMap(({ messages }) => messages).filter((each) => Object.keys(each).length === 1)
    .length;

test('a server that answers settings is asked after 3 s of silence, and given up within 10 s when it does not answer', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.wire.say(settings);
  stage.clock.pass(4000);
  expect(stage.wire.messages.at(-1)).toEqual({ type: 'session_settings' });
  stage.clock.pass(6000);
  await vi.waitFor(() => expect(stage.of('lost')).toHaveLength(1));
  expect(stage.of('unknown-message')).toEqual([]);
});

test.each([
  ['answers them', settings, 5],
  ['does not', null, 0],
])(
  'half an hour of silence: a server that %s is sent a handful of empty settings at most, and no line is dropped',
  async (_, answer, questions) => {
    const stage = new SessionStage();
    stage.connect();
    if (answer) stage.wire.say(answer);
    for (let second = 0; second < 1800; second += 1) {
      const before = asked(stage);
      stage.clock.pass(1000);
      if (asked(stage) > before) stage.wire.say({ type: 'session_settings' });
    }
    await Promise.resolve();
    expect([asked(stage), stage.of('lost').length, stage.wires.length]).toEqual([questions, 0, 1]);
  },
);

test('settings that a server sends by itself prove nothing: it is not asked, and its line stays', async () => {
  const stage = new SessionStage();
  stage.connect();
  for (let minute = 0; minute < 30; minute += 1) {
    stage.wire.say({ type: 'session_settings', system_prompt: `Minute ${minute}` });
    stage.clock.pass(60_000);
  }
  await Promise.resolve();
  expect([asked(stage), stage.of('lost').length]).toEqual([0, 0]);
  expect(stage.of('settings')).toHaveLength(30);
});

test('each line must prove anew that settings are answered', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.wire.say(settings);
  stage.wire.drop(1006);
  await vi.waitFor(() => expect(stage.of('lost')).toHaveLength(1));
  stage.redial();
  stage.wire.say(metadata);
  stage.clock.pass(60_000);
  await Promise.resolve();
  expect([asked(stage), stage.of('lost').length]).toEqual([0, 1]);
});

test('what somebody else has set is told once, and the settings of the next line leave it as it is', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.wire.say(settings);
  stage.session.handle({
    type: 'send',
    message: { type: 'session_settings', system_prompt: 'Ours.', variables: { n: 30, yes: true } },
  });
  stage.session.handle({ type: 'send', message: { type: 'session_settings', voice_id: 'ours' } });
  // Answers to both, the numbers made text.
  stage.wire.say({
    type: 'session_settings',
    system_prompt: 'Ours.',
    variables: { n: '30', yes: 'true' },
    context: null,
  });
  stage.wire.say({ type: 'session_settings', voice_id: 'ours' });
  stage.wire.say({ type: 'session_settings', system_prompt: 'Theirs.', request_id: 'r' });
  stage.wire.say({ type: 'session_settings', system_prompt: 'Theirs.' });
  await vi.waitFor(() =>
    expect(stage.of('settings')).toEqual([
      { type: 'settings', settings: { type: 'session_settings', system_prompt: 'Theirs.' } },
    ]),
  );
  stage.wire.drop(1006);
  await vi.waitFor(() => expect(stage.of('lost')).toHaveLength(1));
  stage.redial();
  stage.wire.say(metadata);
  expect(stage.wire.messages.at(-1)).toMatchObject({
    system_prompt: 'Theirs.',
    voice_id: 'ours',
    variables: { n: 30 },
  });
});

test('a line that is idle, answers, or moves slowly is left alone', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.clock.pass(600_000);
  stage.session.handle({ type: 'send', message: text('Are you there?') });
  stage.wire.say({ type: 'assistant_end' });
  stage.clock.pass(60_000);
  for (let count = 0; count < 60; count += 1) {
    stage.wire.bufferedAmount = 5000 - count;
    stage.clock.pass(1000);
  }
  await Promise.resolve();
  expect(stage.of('lost')).toEqual([]);
});

test('a line on which nothing leaves the machine is given up, and its close, which comes late, ends nothing', async () => {
  const stage = new SessionStage();
  stage.connect();
  const dead = stage.wire;
  dead.stalled = true;
  stage.session.handle({ type: 'send', message: text('Are you there?') });
  stage.clock.pass(7000);
  await vi.waitFor(() => expect(stage.of('lost')).toHaveLength(1));
  stage.redial();
  stage.wire.say(metadata);
  dead.say({ type: 'chat_metadata', chat_id: 'late', chat_group_id: 'late' });
  dead.drop(1006);
  stage.clock.pass(3000);
  await vi.waitFor(() => expect(stage.of('connected')).toHaveLength(2));
  expect([stage.of('lost').length, stage.of('ended')]).toEqual([1, []]);
});

test.each([true, false])(
  'a machine that sleeps takes no line that answers (performance.now goes on: %s)',
  async (counted) => {
    const stage = new SessionStage();
    stage.connect();
    stage.wire.say(settings);
    for (let night = 0; night < 8; night += 1) {
      stage.session.handle({ type: 'send', message: text('Good night.') });
      stage.clock.sleep(8 * 3_600_000, counted);
      stage.clock.pass(1000);
      stage.wire.say({ type: 'assistant_end' });
    }
    stage.clock.pass(1000);
    await Promise.resolve();
    expect(stage.of('lost')).toEqual([]);
  },
);

test('a line that is lost before a sleep is tried for again after it', async () => {
  const stage = new SessionStage();
  stage.connect();
  stage.wire.drop(1006);
  stage.redialAfter(200);
  stage.clock.sleep(8 * 3_600_000);
  stage.clock.pass(0);
  stage.wire.drop(1006);
  await vi.waitFor(() => expect(stage.of('lost')).toHaveLength(2));
  const again = stage
    .of('lost')
    .map(({ attempt, elapsed, error }) =>
      defaultReconnectPolicy.nextDelay({ attempt, elapsed, error: VoiceError.from(error) }),
    );
  expect(again).not.toContain(null);
});

test.each([
  [1000, 1000],
  [60_000, 60_000],
])(
  'where timers run every %i ms, an attempt is no later than that, and no line is given up',
  async (throttle, most) => {
    const stage = new SessionStage();
    stage.connect();
    stage.wire.say(settings);
    stage.clock.throttle = throttle;
    for (let minute = 0; minute < 10; minute += 1) {
      stage.clock.pass(60_000);
      stage.wire.say({ type: 'session_settings' });
    }
    stage.wire.drop(1006);
    stage.redialAfter(200);
    const { dialled } = stage;
    stage.clock.pass(most);
    expect(stage.dialled).toBe(dialled + 1);
    await Promise.resolve();
    expect(stage.of('lost')).toHaveLength(1);
  },
);

test('a session that is closed while its line is down holds no timer and tells nothing', async () => {
  const stage = broken();
  await vi.waitFor(() => expect(stage.of('lost')).toHaveLength(1));
  stage.redialAfter(100);
  stage.session.handle({ type: 'close' });
  expect(stage.clock.pending).toBe(0);
  stage.clock.pass(1000);
  expect(stage.dialled).toBe(1);
});
