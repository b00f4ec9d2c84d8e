import { expect, test, vi } from 'vitest';
import {
  metadata,
  SessionStage as Stage,
  userMessage,
} from '../../../test/support/session-stage.ts';
import { audioOutput, sine } from '../../../test/support/wave.ts';

function say(stage: Stage, id: string, fromText = false): void {
  stage.wire.say({
    type: 'assistant_message',
    id,
    from_text: fromText,
    message: { role: 'assistant', content: `${id}.` },
    models: {},
  });
  stage.wire.say(audioOutput(id, 0, sine(440, 24_000, 0.1), 24_000));
}

/** A server in the middle of an answer that the page has just stopped. */
function stopped(): Stage {
  const stage = new Stage();
  stage.connect();
  stage.wire.say(userMessage(false));
  say(stage, 'one');
  stage.session.handle({ type: 'interrupt' });
  return stage;
}

/** Ids of the messages whose sound went to the speaker, and not told to be unheard. */
async function played(stage: Stage): Promise<string[]> {
  // What is posted comes in its order.
  const mark = { type: 'volume', volume: stage.playbackCommands.length / 1000 } as const;
  stage.session.handle(mark);
  await vi.waitFor(() => expect(stage.playbackCommands.at(-1)).toEqual(mark));
  const ids = stage.playbackCommands.flatMap((command) =>
    command.type === 'enqueue' ? [command.messageId] : [],
  );
  return [...new Set(ids)];
}

const unheard = (stage: Stage): string[] =>
  stage
    .of('playback-ended')
    .filter(({ heard }) => heard.cut && heard.duration === 0)
    .map(({ messageId }) => messageId);

/** What the user says after that. */
const next = (interim: boolean): unknown => ({
  ...(userMessage(interim) as object),
  time: { begin: 2000, end: 2500 },
});

/** What was sent of pausing. */
const asked = (stage: Stage): string[] =>
  stage.wire.messages.flatMap(({ type }) => (/^(pause|resume)/.exec(String(type)) ?? []).slice(1));

test('an answer in another Chat Group is no part of one that was stopped', async () => {
  const stage = stopped();
  stage.wire.drop(1006);
  stage.redial();
  stage.wire.say({ ...metadata, chat_group_id: 'another' });
  say(stage, 'two');
  expect(await played(stage)).toEqual(['one', 'two']);
});

test('later sentences of an answer that was stopped are not played, and told to be unheard', async () => {
  const stage = stopped();
  say(stage, 'two');
  stage.wire.say(audioOutput('three', 0, sine(440, 24_000, 0.1), 24_000));
  say(stage, 'three');
  expect(await played(stage)).toEqual(['one']);
  expect(unheard(stage)).toEqual(['two', 'three']);
});

test('the answer to what was asked before a word of it came is dropped whole', async () => {
  const stage = new Stage();
  stage.connect();
  stage.wire.say(userMessage(false));
  stage.session.handle({ type: 'interrupt' });
  say(stage, 'one');
  expect(await played(stage)).toEqual([]);
  // It would begin again after a pause.
  expect(asked(stage)).toEqual([]);
});

test.each([
  ['has ended', (stage: Stage) => stage.wire.say({ type: 'assistant_end' })],
  ['is followed by words of the user', (stage: Stage) => stage.wire.say(next(false))],
  ['is followed by words of the user so far', (stage: Stage) => stage.wire.say(next(true))],
])('after an answer that was stopped and %s the next one is played', async (_, follow) => {
  const stage = stopped();
  say(stage, 'two');
  follow(stage);
  say(stage, 'next');
  expect(await played(stage)).toEqual(['one', 'next']);
  expect(asked(stage)).toEqual(['pause', 'resume']);
});

test('each of several answers can be stopped, a nudge among them', async () => {
  const stage = stopped();
  for (const id of ['a', 'b', 'c']) {
    stage.wire.say({ type: 'assistant_end' });
    say(stage, id);
    stage.session.handle({ type: 'interrupt' });
    say(stage, `${id} and more`);
  }
  expect(await played(stage)).toEqual(['one', 'a', 'b', 'c']);
});

test('texts that waited behind the answer are not played either, and those of later are', async () => {
  const stage = stopped();
  stage.wire.say({ type: 'assistant_end' });
  say(stage, 'waited', true);
  say(stage, 'nudge');
  const text = 'now';
  stage.session.handle({ type: 'send', message: { type: 'assistant_input', text } });
  say(stage, 'now', true);
  expect(await played(stage)).toEqual(['one', 'nudge', 'now']);
  expect(unheard(stage)).toEqual(['waited']);
});

test('after a tool was called in it, and over another line, it stays stopped', async () => {
  const stage = stopped();
  stage.wire.say({
    ...{ type: 'tool_call', tool_call_id: 'c', name: 'look', parameters: '{}' },
    ...{ tool_type: 'function', response_required: true },
  });
  const answer = { type: 'tool_response', tool_call_id: 'c', content: 'so' } as const;
  stage.session.handle({ type: 'send', message: answer });
  say(stage, 'two');
  stage.wire.drop(1006);
  stage.redial();
  stage.wire.say(metadata);
  say(stage, 'one');
  say(stage, 'three');
  expect(await played(stage)).toEqual(['one']);
  expect(asked(stage)).toContain('pause');
  stage.wire.say({ type: 'assistant_end' });
  say(stage, 'next');
  expect(await played(stage)).toEqual(['one', 'next']);
  expect(asked(stage).at(-1)).toBe('resume');
});

test('after the end of an answer, and where nothing is said, there is nothing to stop but the sound', async () => {
  const stage = new Stage();
  stage.connect();
  say(stage, 'one');
  stage.wire.say({ type: 'assistant_end' });
  stage.session.handle({ type: 'interrupt' });
  say(stage, 'nudge');
  expect(await played(stage)).toEqual(['one', 'nudge']);
  expect(asked(stage)).toEqual([]);
});

test('a pause of the app is not ended by it', async () => {
  const stage = stopped();
  stage.session.handle({ type: 'send', message: { type: 'pause_assistant_message' } });
  stage.wire.say({ type: 'assistant_end' });
  await vi.waitFor(() => expect(stage.of('assistant').at(-1)?.assistant).toBe('paused'));
  expect(asked(stage)).toEqual(['pause', 'pause']);
});

test('from the end of speech its answer is awaited, and no longer than words may take', async () => {
  const stage = new Stage();
  stage.connect();
  stage.speak(true);
  await vi.waitFor(() => expect(stage.of('user')).toHaveLength(1));
  stage.speak(false);
  await vi.waitFor(() => expect(stage.of('assistant')).toMatchObject([{ assistant: 'thinking' }]));
  stage.clock.pass(4999);
  stage.wire.say(userMessage(true));
  stage.clock.pass(1);
  await vi.waitFor(() => expect(stage.of('assistant')).toHaveLength(2));
  expect(stage.of('assistant').at(-1)?.assistant).toBe('idle');
  stage.wire.say(userMessage(false));
  await vi.waitFor(() => expect(stage.of('assistant').at(-1)?.assistant).toBe('thinking'));
});

test('who goes on, and who was muted in the middle of a word, is answered from the last word on', async () => {
  const stage = new Stage();
  stage.connect();
  for (const voice of [true, false, true]) stage.speak(voice);
  await vi.waitFor(() => expect(stage.of('user').at(-1)?.user).toBe('speaking'));
  stage.clock.pass(6000);
  stage.session.handle({ type: 'mute', muted: true });
  await vi.waitFor(() => expect(stage.of('assistant').at(-1)?.assistant).toBe('thinking'));
});

test('a short word that interrupts the assistant is about to be answered, and what interrupts it unheard is not', async () => {
  const stage = new Stage();
  stage.connect();
  say(stage, 'one');
  stage.wire.say({ type: 'user_interruption', time: 1 });
  await vi.waitFor(() => expect(stage.of('interrupted')).toHaveLength(1));
  expect(stage.of('assistant')).toEqual([]);
  say(stage, 'two');
  for (const voice of [true, false]) stage.speak(voice);
  await vi.waitFor(() => expect(stage.of('user').at(-1)?.user).toBe('silent'));
  stage.wire.say({ type: 'user_interruption', time: 2 });
  await vi.waitFor(() => expect(stage.of('assistant').at(-1)?.assistant).toBe('thinking'));
});
