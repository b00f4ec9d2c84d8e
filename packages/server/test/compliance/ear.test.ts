import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ChatGuard } from '../../src/chat/chat-guard.ts';
import { usualHearing } from '../../src/chat/hearing.ts';
import { SpeechInput } from '../../src/chat/speech-input.ts';
import { createBackChannels } from '../../src/speech/back-channels.ts';
import type { BackChannels } from '../../src/speech/back-channels.ts';
import { createFliteSynthesiser } from '../../src/speech/flite.ts';
import { partnerPhrases } from '../../src/speech/phrases.ts';
import type { Recogniser } from '../../src/speech/recogniser.ts';
import { createSileroVoiceActivity } from '../../src/speech/silero.ts';
import { createSoundswallowerRecogniser } from '../../src/speech/soundswallower.ts';
import type { VoiceActivity } from '../../src/speech/voice-activity.ts';

// The short form of `npm run bench:ear`: noises that are made here and Flite's voices through the engines that a server has. Each
// frame waits until the engines are done with the one before, so no machine is too slow for it.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const rate = 16_000;
const frameLength = 512;
const flite = createFliteSynthesiser();
const backChannels = createBackChannels();
const logged: unknown[] = [];
let silero: VoiceActivity;
let recogniser: Recogniser;

beforeAll(async () => {
  silero = await createSileroVoiceActivity((entry) => logged.push(entry));
  recogniser = await createSoundswallowerRecogniser(partnerPhrases);
  const { samples } = await flite.speak('Until it is loaded, another detector decides.', 'slt');
  // That one says yes or no; the network is never quite sure.
  for (let sure = true; sure;) {
    const decided: number[] = [];
    const detector = silero.open((probability) => decided.push(probability));
    for (let at = 0; at < 10; at++) {
      const from = 8000 + at * frameLength;
      detector.push(samples.slice(from, from + frameLength));
    }
    await vi.waitFor(
      () => {
        expect(decided).toHaveLength(10);
      },
      { timeout: 30_000 },
    );
    detector.close();
    sure = decided.every((probability) => probability === 0 || probability === 1);
    if (sure) await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

afterAll(async () => {
  await Promise.all([silero.close(), recogniser.close(), backChannels.close(), flite.close()]);
});

/** What became of a sound. */
interface Heard {
  interrupted: boolean;
  dismissed: boolean;
  /** The words of each turn, and how long nobody had spoken when it was over, in ms. */
  turns: { text: string; silentMs: number }[];
}

/** Hears a sound after some silence and with silence behind it. */
async function hear(sound: Int16Array, assistantSpeaks: boolean): Promise<Heard> {
  const pending = new Set<Promise<unknown>>();
  const tracked = <Result>(promise: Promise<Result>): Promise<Result> => {
    const settled: Promise<unknown> = promise.then(
      () => pending.delete(settled),
      () => pending.delete(settled),
    );
    pending.add(settled);
    return promise;
  };
  let decided = 0;
  let told = () => undefined as void;
  const voiceActivity: VoiceActivity = {
    ...silero,
    open: (onFrame) =>
      silero.open((probability) => {
        onFrame(probability);
        decided += 1;
        told();
      }),
  };
  const watched: BackChannels = {
    ...backChannels,
    listen: (samples, signal) => tracked(backChannels.listen(samples, signal)),
  };
  const listening: Recogniser = {
    ...recogniser,
    open: () => {
      const recognition = recogniser.open();
      return { ...recognition, finish: () => tracked(recognition.finish()) };
    },
  };
  const heard: Heard = { interrupted: false, dismissed: false, turns: [] };
  let now = 0;
  const input = new SpeechInput(
    { voiceActivity, recogniser: listening, backChannels: watched },
    new ChatGuard((error) => {
      throw error;
    }),
    {
      assistantSpeaks: () => assistantSpeaks,
      onSpeechStarted: () => undefined,
      onBargeIn: () => (heard.interrupted = true),
      onDismissed: () => (heard.dismissed = true),
      onSpeechEnded: ({ end, transcript }) => {
        const silentMs = now - end;
        void tracked(transcript).then((said) =>
          heard.turns.push({ silentMs, text: said.kind === 'words' ? said.text : said.kind }),
        );
      },
      onDetectorFailed: (error) => {
        throw error;
      },
    },
    usualHearing,
  );
  const all = joined(new Int16Array(rate / 2), sound, new Int16Array(2 * rate));
  // While an engine is waited for no sound comes, which is no stall here.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  for (let at = 0; at + frameLength <= all.length; at += frameLength) {
    const before = decided;
    now += (1000 * frameLength) / rate;
    const done = new Promise<void>((resolve) => (told = resolve));
    input.push(all.slice(at, at + frameLength));
    if (decided === before) await done;
    while (pending.size > 0) await Promise.all(pending);
  }
  input.close();
  vi.useRealTimers();
  return heard;
}

function joined(...parts: Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Said without the silence that Flite leaves around it. */
async function say(text: string, voice = 'slt'): Promise<Int16Array> {
  const { samples } = await flite.speak(text, voice);
  const audible = (x: number) => Math.abs(x) > 300;
  return samples.slice(samples.findIndex(audible), samples.findLastIndex(audible) + 1);
}

let seed = 5;
const random = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647 - 0.5;
};
const made = (seconds: number, sample: (i: number) => number) =>
  Int16Array.from({ length: seconds * rate }, (_, i) => sample(i));
const sine = (hz: number, i: number) => Math.sin((2 * Math.PI * hz * i) / rate);

const noises: [string, () => Int16Array][] = [
  ['knocking', () => made(2, (i) => 20_000 * random() * Math.exp(-(i % 3200) / 300))],
  ['typing', () => made(2, (i) => 8000 * random() * Math.exp(-(i % 1900) / 80))],
  ['a fan', () => made(2, () => 4000 * random())],
  ['a door', () => made(1, (i) => 25_000 * (random() + sine(60, i)) * Math.exp(-i / 2000))],
  ['a horn', () => made(1, (i) => 6000 * (sine(400, i) + sine(500, i)))],
  [
    'a melody',
    () => made(2, (i) => 9000 * sine(262 * 1.25 ** (i >> 13), i) * Math.exp(-(i % 8192) / 3000)),
  ],
  ['a square wave of full scale', () => made(1, (i) => (i % 100 < 50 ? 32_767 : -32_768))],
  ['hum', () => made(2, (i) => 5000 * sine(50, i))],
];

it.each(noises)('%s ends no answer, and is no turn', async (_, noise) => {
  const { interrupted, turns, dismissed } = await hear(noise(), true);
  expect({ interrupted, turns, dismissed }).toEqual({
    interrupted: false,
    turns: [],
    dismissed: true,
  });
});

it('back-channels leave the assistant speaking, and words end the answer', async () => {
  const interrupts = async (texts: string[]) => {
    const heard: string[] = [];
    for (const [i, text] of texts.entries()) {
      const { interrupted } = await hear(await say(text, i % 2 ? 'rms' : 'slt'), true);
      if (interrupted) heard.push(text);
    }
    return heard;
  };
  expect((await interrupts(['Yeah.', 'Right.', 'Okay.', 'I see.'])).length).toBeLessThanOrEqual(1);
  const words = ['Stop.', 'Wait.', 'No.', 'Hold on.', 'Excuse me.', 'I would rather go home.'];
  expect((await interrupts(words)).length).toBeGreaterThanOrEqual(words.length - 1);
});

it.each([
  [400, 'My name is', 'Peter.'],
  [600, 'Tell me a', 'long story.'],
  [900, 'What is seven', 'plus five?'],
])('a pause of %i ms in mid-sentence splits no turn', async (ms, first, second) => {
  const pause = new Int16Array((ms * rate) / 1000);
  const { turns } = await hear(joined(await say(first), pause, await say(second)), false);
  expect(turns).toHaveLength(1);
});

it('a finished question is over after half a second', async () => {
  const { turns } = await hear(await say('What time is it?'), false);
  expect(turns.map(({ text }) => text)).toEqual(['what time is it']);
  expect(turns[0]?.silentMs).toBeLessThanOrEqual(600);
  expect(logged).toEqual([]);
});
