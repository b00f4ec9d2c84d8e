import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { spoken } from '../../../test/support/spoken.ts';
import { createFliteSynthesiser } from '../../engines/synthesis/flite.ts';
import { createFvadVoiceActivity } from '../../engines/voice-activity/fvad.ts';
import type { Recogniser } from '../../engines/recognition/recogniser.ts';
import type { VoiceActivity } from '../../engines/voice-activity/voice-activity.ts';
import { ChatGuard } from '../../connection/chat-guard.ts';
import { usualHearing } from './hearing.ts';
import type { Hearing } from './hearing.ts';
import { SpeechInput } from './speech-input.ts';

vi.setConfig({ testTimeout: 60_000 });

const flite = createFliteSynthesiser();
let fvad: VoiceActivity;

beforeAll(async () => {
  fvad = await createFvadVoiceActivity();
});
afterAll(() => flite.close());

/** What it hears at each pause. */
function hearing(...texts: string[]): Recogniser {
  return {
    name: 'scripted',
    vocabulary: 'open',
    atPauses: true,
    open: () => ({
      push: () => undefined,
      finish: () => Promise.resolve({ kind: 'words', text: texts.shift() ?? '' }),
      cancel: () => undefined,
    }),
    close: () => Promise.resolve(),
  };
}

interface Heard {
  /** When it was known that it is over: so long after the last voice, in ms. */
  silentMs: number;
  begin: number;
  /** How much of it was kept, in ms. */
  lengthMs: number;
  text: string;
}

/** Hears some sound with these settings, and gives the turns it is. */
async function hear(
  sound: Int16Array,
  settings: Partial<Hearing> = {},
  { recogniser = hearing(), voiceActivity = fvad } = {},
): Promise<Heard[]> {
  let heardMs = 0;
  const turns: Promise<Heard>[] = [];
  const guard = new ChatGuard((error) => {
    throw error;
  });
  const input = new SpeechInput(
    { voiceActivity, recogniser },
    guard,
    {
      assistantSpeaks: () => false,
      on: () => undefined,
      onDismissed: () => undefined,
      onSpeechEnded: ({ begin, end, samples, transcript }) => {
        const [silentMs, lengthMs] = [heardMs - end, samples.length / 16];
        turns.push(
          transcript.then((said) => ({
            ...{ silentMs, begin, lengthMs },
            text: said.kind === 'words' ? said.text : said.kind,
          })),
        );
      },
      onDetectorFailed: (error) => {
        throw error;
      },
    },
    { ...usualHearing, ...settings },
  );
  for (let at = 0; at < sound.length; at += 320) {
    heardMs += 20;
    input.push(sound.slice(at, at + 320));
    await new Promise(setImmediate);
  }
  input.close();
  return Promise.all(turns);
}

const say = async (text: string, leadMs = 500, tailMs = 4000) =>
  (await spoken(flite, text, { leadMs, tailMs })).samples;

it.each([500, 800, 2000])('a turn ends after end_of_turn_silence_ms: %i', async (silenceMs) => {
  const recogniser = { ...hearing('it is raining'), atPauses: false };
  const [turn] = await hear(await say('It is raining.'), { silenceMs }, { recogniser });
  expect(Math.abs((turn?.silentMs ?? 0) - silenceMs)).toBeLessThanOrEqual(60);
});

it.each([
  ['what time is it', 500],
  ['it is raining', 800],
  ['it is raining and', 1500],
])('after “%s” it ends after %i ms', async (text, ms) => {
  const [turn] = await hear(await say('It is raining.'), {}, { recogniser: hearing(text) });
  expect(turn?.text).toBe(text);
  expect(Math.abs((turn?.silentMs ?? 0) - ms)).toBeLessThanOrEqual(60);
});

it('a pause of more than a second in mid-sentence splits no turn', async () => {
  const sound = Int16Array.from([
    ...(await say('I would like to go to the', 500, 800)),
    ...(await say('theater tomorrow evening.', 0, 2500)),
  ]);
  const all = 'i would like to go to the theater tomorrow evening';
  const turns = await hear(sound, {}, { recogniser: hearing('i would like to go to the', all) });
  expect(turns.map(({ text }) => text)).toEqual([all]);
});

it('sound that comes all at once, with too little silence behind it, is a turn as well', async () => {
  let ended = 0;
  const later: VoiceActivity = {
    ...fvad,
    open: (onFrame) =>
      fvad.open((probability) =>
        setImmediate(() => {
          onFrame(probability);
        }),
      ),
  };
  const input = new SpeechInput(
    { voiceActivity: later, recogniser: hearing('it is raining and') },
    new ChatGuard((error) => {
      throw error;
    }),
    {
      assistantSpeaks: () => false,
      on: () => undefined,
      onDismissed: () => undefined,
      onSpeechEnded: () => (ended += 1),
      onDetectorFailed: (error) => {
        throw error;
      },
    },
  );
  input.push(await say('It is raining.', 500, 900));
  await vi.waitFor(
    () => {
      expect(ended).toBe(1);
    },
    { timeout: 10_000 },
  );
  input.close();
});

it.each([0, 300, 1000])('prefix_padding_ms %i of what came before go along', async (prefixMs) => {
  const recogniser = { ...hearing('it is raining'), atPauses: false };
  const sound = await say('It is raining.', 2000);
  const [turn] = await hear(sound, { prefixMs }, { recogniser });
  const { begin = 0, lengthMs = 0, silentMs = 0 } = turn ?? {};
  const end = (await hear(sound, {}, { recogniser }))[0];
  expect(begin).toBe(end?.begin);
  expect(Math.abs(lengthMs - (end?.lengthMs ?? 0) - (prefixMs - 300))).toBeLessThanOrEqual(20);
  expect(silentMs).toBeGreaterThan(0);
});

it('a voice is what the detector finds more likely than speech_detection_threshold', async () => {
  // Real speech, whose detector is never quite sure.
  const unsure: VoiceActivity = {
    ...fvad,
    open: (onFrame) => fvad.open((probability) => onFrame(0.6 * probability)),
  };
  const sound = await say('It is raining.');
  const turns = (threshold: number) => hear(sound, { threshold }, { voiceActivity: unsure });
  expect(await turns(0.5)).toHaveLength(1);
  expect(await turns(0.7)).toHaveLength(0);
  // At 0 silence is none for all that, and at 1 a sure voice is one.
  expect(await turns(0)).toHaveLength(1);
  expect(await hear(sound, { threshold: 1 })).toHaveLength(1);
});

it('speech that begins with the first sample is heard whole', async () => {
  const sound = await say('It is raining.', 0, 2000);
  const from = sound.findIndex((sample) => Math.abs(sample) > 200);
  const [turn] = await hear(sound.subarray(from));
  expect(turn?.begin).toBeLessThanOrEqual(40);
  expect(turn?.lengthMs).toBeGreaterThan(600);
});

it.each([
  ['digital silence', () => 0],
  ['a square wave of full scale', (i: number) => (i % 160 < 80 ? 32_767 : -32_768)],
  ['full scale that stands still', () => -32_768],
])('%s is nobody who speaks for ever', async (_, sample) => {
  const sound = Int16Array.from({ length: 5 * 16_000 }, (__, i) => sample(i));
  const turns = await hear(Int16Array.from([...sound, ...new Int16Array(16_000 * 2)]));
  expect(turns.length).toBeLessThanOrEqual(1);
});

/** How many of these something still holds. */
async function held(things: readonly WeakRef<object>[]): Promise<number> {
  // Whatever a task has looked at lives until its end.
  await new Promise(setImmediate);
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return things.filter((thing) => thing.deref() !== undefined).length;
}

it.each([
  // What Silero says of typing, of a cafe, and of people who talk in the next room.
  ['is hardly a voice', 0, (i: number) => i % 50 === 0],
  ['is a voice every other frame', 0, (i: number) => i % 2 === 0],
  ['is a voice all the time', 40, () => true],
])(
  '20 minutes of noise that %s: at most %i turns, nothing kept of them, and a person is heard',
  async (_, most, voiced) => {
    const frames = (20 * 60 * 1000) / 32;
    const voice = 1;
    // The heap of a process that other tests share tells nothing of what these frames and turns leave in it.
    const heard: WeakRef<Int16Array>[] = [];
    const ended: WeakRef<ArrayBufferLike>[] = [];
    const voiceActivity: VoiceActivity = {
      name: 'scripted',
      frameLength: 512,
      onset: { voicedMs: 300, withinMs: 450 },
      open: (onFrame) => ({
        push: (frame) => {
          heard.push(new WeakRef(frame));
          onFrame(frame[0] === voice ? 1 : 0);
        },
        close: () => undefined,
      }),
      close: () => Promise.resolve(),
    };
    const told = { turns: 0, bargedIn: 0, dismissed: 0, longestMs: 0 };
    const input = new SpeechInput(
      { voiceActivity, recogniser: hearing() },
      new ChatGuard((error) => {
        throw error;
      }),
      {
        assistantSpeaks: () => true,
        on: (event) => (told.bargedIn += event === 'barge-in' ? 1 : 0),
        onDismissed: () => (told.dismissed += 1),
        onSpeechEnded: ({ samples }) => {
          told.turns += 1;
          ended.push(new WeakRef(samples.buffer));
          told.longestMs = Math.max(told.longestMs, samples.length / 16);
        },
        onDetectorFailed: (error) => {
          throw error;
        },
      },
      usualHearing,
    );
    const push = async (count: number, is: (i: number) => boolean) => {
      for (let i = 0; i < count; i++) {
        const frame = new Int16Array(512).fill(2000);
        frame[0] = is(i) ? voice : 0;
        input.push(frame);
        if (i % 100 === 0) await new Promise(setImmediate);
      }
    };
    await push(frames, voiced);
    expect(heard).toHaveLength(frames);
    // What may belong to the next turn, 750 ms; and of turns the last.
    expect(await held(heard)).toBeLessThanOrEqual(30);
    expect(await held(ended)).toBeLessThanOrEqual(1);
    expect(told.turns).toBeLessThanOrEqual(most);
    expect(told.longestMs).toBeLessThan(31_000);
    if (most === 0) {
      expect(told.bargedIn).toBe(0);
      // Whoever asked for it is told once a second, at most.
      expect(told.dismissed).toBeLessThanOrEqual(1201);
    }
    await push(32, () => false);
    const { turns, bargedIn } = told;
    await push(40, () => true);
    await push(60, () => false);
    expect([told.turns, told.bargedIn]).toEqual([turns + 1, bargedIn + 1]);
    input.close();
  },
);
