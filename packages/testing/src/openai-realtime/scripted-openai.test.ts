import { expect, test } from 'vitest';
import { Caller, pcm } from '../../test/support/caller.ts';
import { ManualTime } from '../../test/support/manual-time.ts';
import type { OpenAISession } from './openai-session.ts';
import { scriptedOpenAI } from './scripted-openai.ts';
import type { ScriptedOpenAI, ScriptedOpenAIOptions } from './scripted-openai.ts';

interface Stage {
  readonly openai: ScriptedOpenAI;
  readonly time: ManualTime;
  readonly caller: Caller;
  readonly session: OpenAISession;
}

const key = ['realtime', 'openai-insecure-api-key.ek_1'];

function stage(options: ScriptedOpenAIOptions = {}): Stage {
  const time = new ManualTime();
  const openai = scriptedOpenAI({ clock: time, ...options });
  const caller = new Caller(openai.dial(`${openai.url}/v1/realtime?model=gpt-realtime`, key));
  time.pass(0);
  return { openai, time, caller, session: openai.sessions[0] as OpenAISession };
}

const append = (duration: number, voice = true) => ({
  type: 'input_audio_buffer.append',
  audio: pcm(24_000, duration, voice),
});

const settings = (audio: object, rest: object = {}) => ({
  type: 'session.update',
  session: { type: 'realtime', audio, ...rest },
});

const lastError = ({ caller }: Stage): unknown => caller.of('error').at(-1)?.['error'];

test('a session begins with its settings, and only for a secret in a subprotocol', () => {
  const { caller, session, openai, time } = stage();
  expect(caller.told[0]).toMatchObject({
    type: 'session.created',
    session: { type: 'realtime', model: 'gpt-realtime', id: 'sess_1' },
  });
  expect(session.secret).toBe('ek_1');
  const stranger = new Caller(openai.dial(`${openai.url}/v1/realtime?model=gpt-realtime`));
  time.pass(0);
  expect(stranger.of('error')).toMatchObject([{ error: { code: 'invalid_api_key' } }]);
  expect(stranger.happened).toEqual(['open', 'close 3000 invalid_request_error.invalid_api_key']);
});

test.each(['/v1/realtime', '/v1/chat?model=x'])('nobody answers at %s', (path) => {
  const { openai, time } = stage();
  const caller = new Caller(openai.dial(`${openai.url}${path}`, key));
  time.pass(0);
  expect(caller.happened).toEqual(['close 1006']);
});

test('speech is found in the sound itself, committed, answered, and its words come later', () => {
  const { caller, time, session } = stage({ transcriptDelay: 600 });
  caller.send(settings({ input: { transcription: { model: 'gpt-4o-mini-transcribe' } } }));
  caller.send(append(300, false));
  caller.send(append(800));
  caller.send(append(520, false));
  time.pass(400);
  expect(caller.of('input_audio_buffer.speech_started')).toMatchObject([{ audio_start_ms: 0 }]);
  expect(caller.of('input_audio_buffer.speech_stopped')).toMatchObject([{ audio_end_ms: 1600 }]);
  const [committed] = caller.of('input_audio_buffer.committed');
  expect(committed).toMatchObject({ previous_item_id: null });
  expect(caller.of('response.done')).toMatchObject([{ response: { status: 'completed' } }]);
  const words = 'conversation.item.input_audio_transcription.completed';
  expect(caller.of(words)).toEqual([]);
  time.pass(200);
  expect(caller.of(words)).toMatchObject([
    { item_id: committed?.['item_id'], transcript: 'Words 1.' },
  ]);
  expect(session.refusals).toEqual([]);
});

test('an answer is its parts in the order of the service', () => {
  const { caller, time } = stage({
    onAnswer: () => ({ items: [{ say: 'Hello to you.', duration: 200 }] }),
  });
  caller.told.length = 0;
  caller.send({ type: 'response.create' });
  time.pass(0);
  expect(caller.types()).toEqual([
    'response.created',
    'response.output_item.added',
    'conversation.item.added',
    'response.content_part.added',
    'response.output_audio_transcript.delta',
    'response.output_audio.delta',
    'response.output_audio_transcript.delta',
    'response.output_audio.delta',
    'response.output_audio.done',
    'response.output_audio_transcript.done',
    'response.content_part.done',
    'response.output_item.done',
    'conversation.item.done',
    'response.done',
  ]);
});

test('one response at a time: another is refused by the id of the event that asked', () => {
  const here = stage({ pace: 10 });
  here.caller.send({ type: 'response.create' });
  here.caller.send({ type: 'response.create', event_id: 'mine' });
  here.time.pass(0);
  expect(lastError(here)).toMatchObject({
    code: 'conversation_already_has_active_response',
    event_id: 'mine',
  });
  here.caller.send({ type: 'response.create', response: { conversation: 'none' } });
  here.time.pass(1000);
  expect(here.caller.of('response.done')).toHaveLength(2);
  expect(here.session.refusals).toHaveLength(1);
});

test('speech over an answer cancels it, unless the session says otherwise', () => {
  const { caller, time } = stage({ pace: 10 });
  caller.send({ type: 'response.create' });
  time.pass(25);
  caller.send(append(100));
  time.pass(0);
  expect(caller.of('response.done')).toMatchObject([
    { response: { status: 'cancelled', status_details: { reason: 'turn_detected' } } },
  ]);

  const other = stage({ pace: 10 });
  const turn_detection = { type: 'server_vad', interrupt_response: false, create_response: false };
  other.caller.send(settings({ input: { turn_detection } }));
  other.caller.send({ type: 'response.create' });
  other.time.pass(25);
  other.caller.send(append(300));
  other.caller.send(append(600, false));
  other.time.pass(1000);
  expect(other.caller.of('response.done')).toMatchObject([{ response: { status: 'completed' } }]);
  expect(other.caller.of('input_audio_buffer.committed')).toHaveLength(1);
});

test('a cancel without a response is refused', () => {
  const here = stage();
  here.caller.send({ type: 'response.cancel', event_id: 'c' });
  here.time.pass(0);
  expect(lastError(here)).toMatchObject({ code: 'response_cancel_not_active', event_id: 'c' });
});

test('an answer is cut only where there is sound of it, and then it has no words', () => {
  const here = stage();
  const { caller, time, session } = here;
  caller.send({ type: 'response.create' });
  time.pass(0);
  const id = String(session.items.at(-1)?.['id']);
  const cut = (audio_end_ms: number, item_id = id, content_index = 0): void => {
    caller.send({ type: 'conversation.item.truncate', item_id, content_index, audio_end_ms });
    time.pass(0);
  };
  cut(501);
  expect(lastError(here)).toMatchObject({
    message: expect.stringMatching(/already shorter/) as string,
  });
  cut(100.5);
  expect(lastError(here)).toMatchObject({ code: 'invalid_type' });
  cut(100, 'nobody');
  expect(lastError(here)).toMatchObject({ code: 'item_truncate_invalid_item_id' });
  cut(100, id, 1);
  expect(lastError(here)).toMatchObject({ param: 'content_index' });
  cut(320);
  expect(caller.of('conversation.item.truncated')).toMatchObject([{ audio_end_ms: 320 }]);
  expect(session.items.at(-1)).toMatchObject({ content: [{ type: 'output_audio' }] });
  cut(400);
  expect(session.refusals).toHaveLength(5);
});

test('a call is announced with its name, and only its answer has a place', () => {
  const here = stage({
    onAnswer: ({ turn }) =>
      turn === 1
        ? {
            items: [
              { call: 'weather', arguments: { city: 'Bern' } },
              { call: 'time', id: 'c2' },
            ],
          }
        : { items: [{ say: 'Sunny.' }] },
  });
  const { caller, time } = here;
  caller.send({ type: 'response.create' });
  time.pass(0);
  expect(caller.of('response.function_call_arguments.done')).toMatchObject([
    { name: 'weather', arguments: '{"city":"Bern"}' },
    { name: 'time', call_id: 'c2', arguments: '{}' },
  ]);
  const answer = (call_id: string): void => {
    const item = { type: 'function_call_output', call_id, output: '{}' };
    caller.send({ type: 'conversation.item.create', item });
    time.pass(0);
  };
  answer('c2');
  expect(caller.of('error')).toEqual([]);
  answer('c9');
  expect(lastError(here)).toMatchObject({ code: 'invalid_tool_call_id' });
});

test.each([
  [{ session: { instructions: 'x' } }, 'session.type'],
  [{ session: { type: 'realtime', voice: 'marin' } }, 'session.voice'],
  [{ session: { type: 'realtime', model: 'other' } }, 'session.model'],
  [
    { session: { type: 'realtime', output_modalities: ['audio', 'text'] } },
    'session.output_modalities',
  ],
  [
    settings({ input: { format: { type: 'audio/pcm', rate: 8000 } } }),
    'session.audio.input.format.rate',
  ],
  [
    settings({ input: { turn_detection: { type: 'none' } } }),
    'session.audio.input.turn_detection.type',
  ],
  [
    settings({}, { tools: [{ type: 'function', name: 'x', description: 'y'.repeat(1025) }] }),
    'session.tools[0].description',
  ],
])('one bad field, and nothing of the update holds: %#', (event, param) => {
  const here = stage();
  const before = here.session.settings;
  here.caller.send({ type: 'session.update', ...event });
  here.time.pass(0);
  expect(lastError(here)).toMatchObject({ param });
  expect(here.session.settings).toBe(before);
});

test('the voice is fixed after the first sound, and a turn_detection replaces the other whole', () => {
  const here = stage();
  here.caller.send(
    settings({ input: { turn_detection: { type: 'server_vad', silence_duration_ms: 900 } } }),
  );
  here.caller.send(settings({ input: { turn_detection: { type: 'server_vad', threshold: 0.4 } } }));
  here.caller.send({ type: 'response.create' });
  here.caller.send(settings({ output: { voice: 'marin' } }));
  here.time.pass(0);
  expect(here.session.settings).toMatchObject({
    audio: { input: { turn_detection: { silence_duration_ms: 500, threshold: 0.4 } } },
  });
  expect(lastError(here)).toMatchObject({ code: 'cannot_update_voice' });
});

test('a commit by hand has 100 ms, and nobody looks for voices with the detection off', () => {
  const here = stage();
  const { caller, time } = here;
  caller.send(settings({ input: { turn_detection: null } }));
  caller.send(append(90));
  caller.send({ type: 'input_audio_buffer.commit', event_id: 'short' });
  time.pass(0);
  expect(lastError(here)).toMatchObject({
    code: 'input_audio_buffer_commit_empty',
    event_id: 'short',
  });
  caller.send(append(60));
  caller.send({ type: 'input_audio_buffer.commit' });
  time.pass(0);
  expect(caller.of('input_audio_buffer.speech_started')).toEqual([]);
  expect(caller.of('input_audio_buffer.committed')).toHaveLength(1);
  expect(caller.of('response.created')).toEqual([]);
});

test('silence for as long as was asked makes the model speak by itself', () => {
  const { caller, time } = stage();
  caller.send(
    settings({ input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 5000 } } }),
  );
  caller.send({ type: 'response.create' });
  time.pass(4999);
  expect(caller.of('input_audio_buffer.timeout_triggered')).toEqual([]);
  time.pass(2);
  expect(caller.of('input_audio_buffer.timeout_triggered')).toHaveLength(1);
  expect(caller.of('response.created')).toHaveLength(2);
});

test('answers fail, break off and are empty; a session expires', () => {
  const here = stage({
    onAnswer: ({ turn }) =>
      [
        { status: 'failed' as const, reason: 'rate_limit_exceeded' },
        { items: [{ say: 'Half' }], status: 'incomplete' as const },
        {},
      ][turn - 1] ?? {},
  });
  const { caller, time, session } = here;
  for (let turn = 0; turn < 3; turn += 1) {
    caller.send({ type: 'response.create' });
    time.pass(0);
  }
  expect(caller.of('response.done')).toMatchObject([
    { response: { status: 'failed', status_details: { error: { code: 'rate_limit_exceeded' } } } },
    { response: { status: 'incomplete', status_details: { reason: 'max_output_tokens' } } },
    { response: { status: 'completed', output: [] } },
  ]);
  session.expire();
  time.pass(0);
  expect(lastError(here)).toMatchObject({ code: 'session_expired' });
  expect(caller.happened.at(-1)).toMatch(/^close 1001/);
});

test('a written session has the events of written answers', () => {
  const { caller, time } = stage();
  caller.send(settings({}, { output_modalities: ['text'] }));
  caller.send({ type: 'response.create' });
  time.pass(0);
  expect(caller.of('response.output_text.done')).toMatchObject([{ text: 'Answer 1.' }]);
  expect(caller.of('response.output_audio.delta')).toEqual([]);
});

test.each([
  [
    { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'x' }] },
    'item.content[0].type',
  ],
  [{ type: 'message', role: 'user', content: [{ type: 'input_text' }] }, 'item.content[0].text'],
  [{ type: 'message', role: 'robot', content: [] }, 'item.role'],
  [{ id: 'x'.repeat(33), type: 'message' }, 'item.id'],
  [{ type: 'thought' }, 'item.type'],
])('an item that can not be is refused: %#', (item, param) => {
  const here = stage();
  here.caller.send({ type: 'conversation.item.create', item, event_id: 'e' });
  here.time.pass(0);
  expect(lastError(here)).toMatchObject({ param, event_id: 'e' });
});

test('what is no event of the API is refused, and the session goes on', () => {
  const here = stage();
  here.caller.socket.send('{');
  here.caller.send({ type: 'session.updated', event_id: 'e' });
  here.caller.send({ type: 'response.create', response: { modalities: ['text'] } });
  here.time.pass(0);
  expect(here.session.refusals).toMatchObject([
    { code: 'invalid_json' },
    { param: 'type', event_id: 'e' },
    { param: 'response.modalities' },
  ]);
  expect(here.caller.happened).toEqual(['open']);
});

test('samples may straddle two pieces', () => {
  const { caller, time } = stage();
  const bytes = atob(pcm(24_000, 400));
  caller.send({ type: 'input_audio_buffer.append', audio: btoa(bytes.slice(0, 4801)) });
  caller.send({ type: 'input_audio_buffer.append', audio: btoa(bytes.slice(4801)) });
  time.pass(0);
  expect(caller.of('input_audio_buffer.speech_started')).toHaveLength(1);
  expect(caller.of('error')).toEqual([]);
});
