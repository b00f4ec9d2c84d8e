import { expect, it, vi } from 'vitest';
import {
  constantProsody,
  quietEngines,
  scriptedRecogniser,
  toneSynthesiser,
} from '../../test/support/engines.ts';
import { boundedEngines } from './bounded-engines.ts';
import type { Recognition } from './recognition/recogniser.ts';
import type { SynthesisedSpeech, Synthesiser } from './synthesis/synthesiser.ts';

const never = () => new Promise<never>(() => undefined);
const broken = () => {
  throw new Error('broken');
};
const failed = { reason: 'engine-failed' };

function speaking(speak: Synthesiser['speak'], longestMs?: number): Promise<SynthesisedSpeech> {
  const voice = { ...toneSynthesiser(), speak, ...(longestMs !== undefined && { longestMs }) };
  return boundedEngines({ ...quietEngines(), synthesiser: voice }).synthesiser.speak('Yes.', '');
}

function recognition(given: Partial<Recognition>, longestMs?: number): Recognition {
  const inner = { ...scriptedRecogniser({ kind: 'words', text: 'yes' }).open(), ...given };
  const recogniser = {
    ...scriptedRecogniser(),
    open: () => inner,
    ...(longestMs !== undefined && { longestMs }),
  };
  return boundedEngines({ ...quietEngines(), recogniser }).recogniser.open();
}

it('a voice that hangs has failed after the time it names, and is told so', async () => {
  let signal: AbortSignal | undefined;
  const hanging: Synthesiser['speak'] = (_, __, given) => {
    signal = given;
    return never();
  };
  await expect(speaking(hanging, 20)).rejects.toMatchObject(failed);
  expect(signal?.aborted).toBe(true);
});

it('a voice that names no time has 30 seconds', async () => {
  vi.useFakeTimers();
  try {
    const asked = speaking(never);
    asked.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(29_900);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    await expect(asked).rejects.toMatchObject(failed);
  } finally {
    vi.useRealTimers();
  }
});

it('speech that is not wanted any more is waited for no longer, whatever the voice does', async () => {
  const unwanted = new AbortController();
  const voice = { ...toneSynthesiser(), speak: never };
  const { synthesiser } = boundedEngines({ ...quietEngines(), synthesiser: voice });
  const asked = synthesiser.speak('Yes.', '', unwanted.signal);
  unwanted.abort(new Error('not wanted'));
  await expect(asked).rejects.toThrow('not wanted');
  await expect(synthesiser.speak('Yes.', '', unwanted.signal)).rejects.toThrow('not wanted');
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['floats', { samples: new Float32Array(10), sampleRate: 16_000 }],
  ['no rate', { samples: new Int16Array(10) }],
  ['a rate that is none', { samples: new Int16Array(10), sampleRate: Number.NaN }],
  ['sound without end', { samples: new Int16Array(8000 * 61), sampleRate: 8000 }],
])('a voice that gives %s has failed', async (_, given) => {
  const speak = () => Promise.resolve(given as SynthesisedSpeech);
  await expect(speaking(speak)).rejects.toMatchObject(failed);
});

it('what throws at once rejects', async () => {
  await expect(speaking(broken)).rejects.toMatchObject(failed);
  const { prosody, recogniser } = boundedEngines({
    ...quietEngines(),
    prosody: { ...constantProsody(), score: broken },
    recogniser: { ...scriptedRecogniser(), open: broken },
  });
  const speech = { samples: new Int16Array(10), sampleRate: 16_000 };
  await expect(prosody.score(speech)).rejects.toMatchObject(failed);
  const begun = recogniser.open();
  begun.push(new Int16Array(320));
  await expect(begun.finish()).rejects.toMatchObject(failed);
});

it('a recogniser that breaks fails its utterance, is asked nothing more of it, and lets go of it', async () => {
  let pushed = 0;
  let cancelled = 0;
  const begun = recognition({
    push: () => {
      pushed += 1;
      broken();
    },
    cancel: () => (cancelled += 1),
  });
  for (let i = 0; i < 5; i++) begun.push(new Int16Array(320));
  await expect(begun.finish()).rejects.toMatchObject(failed);
  expect([pushed, cancelled]).toEqual([1, 1]);
  begun.cancel();
});

it('a recogniser that hangs has failed after the time it names, and lets go of the utterance', async () => {
  const cancel = vi.fn(broken);
  const begun = recognition({ finish: never, cancel }, 20);
  await expect(begun.finish()).rejects.toMatchObject(failed);
  expect(cancel).toHaveBeenCalledOnce();
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['words that are none', { kind: 'words', text: 7 }],
  ['a kind nobody knows', { kind: 'song' }],
])('a recogniser that gives %s has failed', async (_, given) => {
  const begun = recognition({ finish: () => Promise.resolve(given as never) });
  await expect(begun.finish()).rejects.toMatchObject(failed);
});

it('of words without end only the beginning is heard', async () => {
  const text = 'word '.repeat(1_000_000);
  const begun = recognition({ finish: () => Promise.resolve({ kind: 'words', text }) });
  expect(await begun.finish()).toEqual({ kind: 'words', text: text.slice(0, 10_000) });
});
