import { expect, test } from 'vitest';
import { Caller, pcm } from '../../test/support/caller.ts';
import { ManualTime } from '../../test/support/manual-time.ts';
import type { LiveSession } from './live-session.ts';
import { scriptedGemini } from './scripted-gemini.ts';
import type { ScriptedGemini, ScriptedGeminiOptions } from './scripted-gemini.ts';

const path = '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent';
const model = 'models/gemini-live-2.5-flash';
const full = {
  model,
  inputAudioTranscription: {},
  outputAudioTranscription: {},
  sessionResumption: {},
};

interface Stage {
  readonly gemini: ScriptedGemini;
  readonly time: ManualTime;
  readonly caller: Caller;
  readonly session: LiveSession;
}

function stage(setup: object | null = full, options: ScriptedGeminiOptions = {}): Stage {
  const time = new ManualTime();
  const gemini = scriptedGemini({ clock: time, ...options });
  const caller = dial(gemini, time, setup);
  return { gemini, time, caller, session: gemini.sessions[0] as LiveSession };
}

function dial(gemini: ScriptedGemini, time: ManualTime, setup: object | null = full): Caller {
  const caller = new Caller(gemini.dial(`${gemini.url}${path}?key=k`));
  time.pass(0);
  if (setup) caller.send({ setup });
  time.pass(0);
  return caller;
}

const audio = (duration: number, voice = true) => ({
  realtimeInput: {
    audio: { data: pcm(16_000, duration, voice), mimeType: 'audio/pcm;rate=16000' },
  },
});

const having = ({ caller }: Stage, field: string): unknown[] =>
  caller.told
    .map((frame) => frame['serverContent'] as Record<string, unknown> | undefined)
    .filter((content) => content && field in content);

test('it says nothing before the setup, and then that it is complete, in binary', () => {
  const here = stage(null);
  expect(here.caller.told).toEqual([]);
  const kinds: string[] = [];
  const { onmessage } = here.caller.socket;
  here.caller.socket.onmessage = (event: { data: unknown }) => {
    kinds.push(Object.prototype.toString.call(event.data));
    onmessage?.(event as never);
  };
  here.caller.send({ setup: full });
  here.time.pass(0);
  expect(here.caller.told).toEqual([
    { setupComplete: {} },
    { sessionResumptionUpdate: { newHandle: 'handle-1', resumable: true } },
  ]);
  expect(new Set(kinds)).toEqual(new Set(['[object ArrayBuffer]']));
});

test.each([
  ['a message before the setup', [{ realtimeInput: { text: 'x' } }], 1007],
  ['a second setup', [{ setup: full }, { setup: full }], 1007],
  ['a model that is none', [{ setup: { model: 'models/other' } }], 1008],
  ['a name without models/', [{ setup: { model: 'gemini-live' } }], 1007],
  ['an unknown field', [{ setup: { ...full, temperature: 1 } }], 1007],
  ['an unknown message', [{ setup: full }, { ping: {} }], 1007],
  [
    'two modalities',
    [{ setup: { model, generationConfig: { responseModalities: ['AUDIO', 'TEXT'] } } }],
    1007,
  ],
  [
    'a handle that was made up',
    [{ setup: { ...full, sessionResumption: { handle: 'mine' } } }],
    1008,
  ],
  ['a handle that is null', [{ setup: { ...full, sessionResumption: { handle: null } } }], 1008],
  ['mediaChunks', [{ setup: full }, { realtimeInput: { mediaChunks: [] } }], 1007],
  [
    'marks of activity beside the detection',
    [{ setup: full }, { realtimeInput: { activityStart: {} } }],
    1007,
  ],
  [
    'a rate that is not said',
    [{ setup: full }, { realtimeInput: { audio: { data: '', mimeType: 'audio/pcm' } } }],
    1007,
  ],
  [
    'a role of another service',
    [{ setup: full }, { clientContent: { turns: [{ role: 'assistant' }] } }],
    1007,
  ],
])('%s ends the session', (_, frames, code) => {
  const here = stage(null);
  for (const frame of frames) here.caller.send(frame);
  here.time.pass(0);
  expect(here.session.refusals).toMatchObject([{ code }]);
  expect(here.caller.happened.at(-1)).toMatch(`close ${code}`);
});

test.each([
  ['a list', [1]],
  ['a text', 'x'],
  ['null', null],
  ['nothing', undefined],
])('an answer of a function is an object, not %s', (_, response) => {
  const here = stage(full, { onTurn: () => ({ parts: [{ calls: [{ name: 'f' }] }] }) });
  here.caller.send({ realtimeInput: { text: 'call' } });
  here.time.pass(0);
  here.caller.send({
    toolResponse: { functionResponses: [{ id: 'call-1', name: 'f', response }] },
  });
  here.time.pass(0);
  expect(here.session.refusals).toMatchObject([
    { code: 1007, reason: expect.stringMatching(/Struct/) as string },
  ]);
});

test('speech is found in the sound, answered, and written down in pieces without an end', () => {
  const here = stage(full, { onSpeech: () => 'what is it' });
  here.caller.send(audio(600));
  here.caller.send(audio(520, false));
  here.time.pass(0);
  expect(having(here, 'inputTranscription')).toEqual([
    { inputTranscription: { text: 'what' } },
    { inputTranscription: { text: ' is' } },
    { inputTranscription: { text: ' it' } },
  ]);
  expect(having(here, 'modelTurn')).toHaveLength(5);
  expect(having(here, 'outputTranscription')).toHaveLength(2);
  expect(having(here, 'turnComplete')).toEqual([{ turnComplete: true }]);
  expect(here.caller.told.at(-2)).toMatchObject({ usageMetadata: { promptTokenCount: 50 } });
});

test('a newer model puts several things into one message', () => {
  const here = stage(full, { together: true });
  here.caller.send({ realtimeInput: { text: 'hello' } });
  here.time.pass(0);
  expect(having(here, 'modelTurn')[0]).toMatchObject({ outputTranscription: { text: 'Answer' } });
  expect(having(here, 'turnComplete')).toEqual([{ generationComplete: true, turnComplete: true }]);
});

test('speech over a turn interrupts it, and the end of that turn follows', () => {
  const here = stage(full, { pace: 10 });
  here.caller.send({ realtimeInput: { text: 'hello' } });
  here.time.pass(25);
  here.caller.send(audio(100));
  here.time.pass(1000);
  expect(having(here, 'interrupted')).toEqual([{ interrupted: true }]);
  expect(having(here, 'turnComplete')).toHaveLength(1);
  expect(having(here, 'modelTurn')).toHaveLength(2);
});

test('a turn can be interrupted for as long as it can be heard', () => {
  const here = stage(full, { playback: true });
  here.caller.send({ realtimeInput: { text: 'hello' } });
  here.time.pass(400);
  expect(having(here, 'generationComplete')).toHaveLength(1);
  expect(having(here, 'turnComplete')).toEqual([]);
  here.caller.send(audio(100));
  here.time.pass(1000);
  expect(having(here, 'interrupted')).toHaveLength(1);
  expect(having(here, 'turnComplete')).toHaveLength(1);
});

test('a turn is not interrupted where the setup says so', () => {
  const realtimeInputConfig = { activityHandling: 'NO_INTERRUPTION' };
  const here = stage({ ...full, realtimeInputConfig }, { pace: 10 });
  here.caller.send({ realtimeInput: { text: 'hello' } });
  here.time.pass(25);
  here.caller.send(audio(100));
  here.time.pass(1000);
  expect(having(here, 'interrupted')).toEqual([]);
  expect(having(here, 'modelTurn')).toHaveLength(5);
});

test('functions are called at once; the turn goes on when all have answered', () => {
  const here = stage(full, {
    onTurn: ({ to }) =>
      to === 'tools'
        ? { parts: [{ say: 'Sunny.' }] }
        : { parts: [{ calls: [{ name: 'weather', args: { city: 'Bern' } }, { name: 'time' }] }] },
  });
  here.caller.send({ realtimeInput: { text: 'weather?' } });
  here.time.pass(0);
  expect(here.caller.told.find((frame) => 'toolCall' in frame)).toEqual({
    toolCall: {
      functionCalls: [
        { id: 'call-1', name: 'weather', args: { city: 'Bern' } },
        { id: 'call-2', name: 'time', args: {} },
      ],
    },
  });
  const answer = (id: string, name?: string): void => {
    here.caller.send({ toolResponse: { functionResponses: [{ id, name, response: {} }] } });
    here.time.pass(0);
  };
  answer('call-2', 'time');
  expect(having(here, 'modelTurn')).toEqual([]);
  answer('call-1');
  expect(having(here, 'modelTurn').length).toBeGreaterThan(0);
  expect(here.session.nameless).toEqual(['call-1']);
});

test('calls are taken back when the user speaks before they are answered', () => {
  const here = stage(full, { onTurn: () => ({ parts: [{ calls: [{ name: 'f' }] }] }) });
  here.caller.send({ realtimeInput: { text: 'call' } });
  here.time.pass(0);
  here.caller.send(audio(100));
  here.time.pass(0);
  expect(here.caller.told).toContainEqual({ toolCallCancellation: { ids: ['call-1'] } });
});

test('a session is gone on with by its handle, until that is forgotten', () => {
  const here = stage();
  here.session.goAway('5s');
  here.time.pass(0);
  expect(here.caller.told.at(-1)).toEqual({ goAway: { timeLeft: '5s' } });
  const resumption = { ...full, sessionResumption: { handle: 'handle-1' } };
  dial(here.gemini, here.time, resumption);
  expect(here.gemini.sessions[1]?.handle).toBe('handle-1');
  here.gemini.forget();
  dial(here.gemini, here.time, resumption);
  expect(here.gemini.sessions[2]?.refusals).toMatchObject([{ code: 1008 }]);
});

test('newer models take clientContent before the first turn alone', () => {
  const here = stage(full, { contentInCall: false });
  const content = {
    clientContent: { turns: [{ role: 'user', parts: [{ text: 'x' }] }], turnComplete: true },
  };
  here.caller.send(content);
  here.time.pass(0);
  expect(here.session.refusals).toEqual([]);
  here.caller.send(content);
  here.time.pass(0);
  expect(here.session.refusals).toHaveLength(1);
});

test('the end of the stream ends an utterance, and activity by hand is its beginning and end', () => {
  const here = stage();
  here.caller.send(audio(300));
  here.caller.send({ realtimeInput: { audioStreamEnd: true } });
  here.time.pass(0);
  expect(having(here, 'turnComplete')).toHaveLength(1);
  const realtimeInputConfig = { automaticActivityDetection: { disabled: true } };
  const other = stage({ ...full, realtimeInputConfig });
  other.caller.send({ realtimeInput: { activityStart: {} } });
  other.caller.send(audio(300));
  other.caller.send({ realtimeInput: { activityEnd: {} } });
  other.time.pass(0);
  expect(having(other, 'turnComplete')).toHaveLength(1);
});

test('a token is for the constrained method, and a key for the other', () => {
  const { gemini, time } = stage(null, { admits: (secret) => secret === 'good' });
  const at = (query: string): string[] => {
    const caller = new Caller(gemini.dial(`${gemini.url}${query}`));
    time.pass(0);
    return caller.happened;
  };
  const alpha = path.replace('v1beta', 'v1alpha');
  expect(at(`${path}?key=good`)).toEqual(['open']);
  expect(at(`${path}?key=bad`)[1]).toMatch(/^close 1007 API key not valid/);
  expect(at(`${alpha}Constrained?access_token=good`)).toEqual(['open']);
  expect(at(`${path}Constrained?access_token=good`)[1]).toMatch(/^close 1008/);
  expect(at(`${alpha}?access_token=good`)[1]).toMatch(/^close 1007/);
  expect(at('/v1/realtime')).toEqual(['close 1006']);
});
