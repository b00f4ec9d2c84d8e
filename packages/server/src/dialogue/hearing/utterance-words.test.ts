import { expect, it } from 'vitest';
import type { Recogniser, Transcript } from '../../engines/recognition/recogniser.ts';
import { SampleBuffer } from '../../audio/sample-buffer.ts';
import { UtteranceWords } from './utterance-words.ts';

const frameMs = 32;
const frame = new Int16Array(512);

/** An utterance, and what its recogniser was given: how many samples each recognition had when it was asked. */
function utterance(atPauses: boolean, answer: () => Promise<Transcript>) {
  const asked: number[] = [];
  let cancelled = 0;
  const recogniser: Recogniser = {
    name: 'counting',
    vocabulary: 'open',
    atPauses,
    open() {
      let given = 0;
      return {
        push: (samples) => (given += samples.length),
        finish: () => {
          asked.push(given / frame.length);
          return answer();
        },
        cancel: () => (cancelled += 1),
      };
    },
    close: () => Promise.resolve(),
  };
  const heard = new SampleBuffer();
  const words = new UtteranceWords(recogniser, { frameMs, samples: () => heard.samples() });
  let silentMs = 0;
  const push = (voiced: boolean, frames: number) => {
    for (let i = 0; i < frames; i++) {
      silentMs = voiced ? 0 : silentMs + frameMs;
      heard.push(frame);
      words.push(frame, silentMs);
    }
  };
  return { words, push, asked, cancelled: () => cancelled };
}

const said = (text: string): Transcript => ({ kind: 'words', text });

it('the words are asked for at a pause, and are those of the end', async () => {
  const { words, push, asked } = utterance(true, () => Promise.resolve(said('hello')));
  push(true, 10);
  push(false, 7);
  expect(words.soFar).toBeUndefined();
  push(false, 1);
  expect(words.soFar).toBe('awaited');
  await Promise.resolve();
  expect(words.soFar).toEqual(said('hello'));
  push(false, 10);
  expect(await words.finish()).toEqual(said('hello'));
  expect(asked).toEqual([18]);
});

it('where the speaker goes on, another recognition is given all of it', async () => {
  const texts = ['so i', 'so i went home'];
  const { words, push, asked, cancelled } = utterance(true, () =>
    Promise.resolve(said(texts.shift() ?? '')),
  );
  push(true, 10);
  push(false, 12);
  await Promise.resolve();
  expect(words.soFar).toEqual(said('so i'));
  push(true, 10);
  expect(words.soFar).toBeUndefined();
  expect(await words.finish()).toEqual(said('so i went home'));
  expect([asked, cancelled()]).toEqual([[18, 32], 1]);
});

it('one stray frame with a voice is no going on', () => {
  const { push, asked } = utterance(true, () => Promise.resolve(said('stop')));
  push(true, 10);
  push(false, 9);
  push(true, 1);
  push(false, 9);
  expect(asked).toEqual([18]);
});

it('a recogniser that is asked at the end alone is not asked at a pause', async () => {
  const { words, push, asked } = utterance(false, () => Promise.resolve(said('hello')));
  push(true, 10);
  push(false, 30);
  expect([words.soFar, asked]).toEqual([undefined, []]);
  await words.finish();
  expect(asked).toEqual([40]);
});

it('a recogniser that fails at a pause fails at the end, and not where the speaker goes on', async () => {
  const answers = [() => Promise.reject(new Error('broken')), () => Promise.resolve(said('on'))];
  const scene = () =>
    utterance(true, () => (answers.shift() ?? answers[0])?.() as Promise<Transcript>);
  const going = scene();
  going.push(true, 10);
  going.push(false, 10);
  await new Promise(setImmediate);
  expect(going.words.soFar).toBeUndefined();
  going.push(true, 10);
  expect(await going.words.finish()).toEqual(said('on'));
  const ending = utterance(true, () => Promise.reject(new Error('broken')));
  ending.push(true, 10);
  ending.push(false, 10);
  await expect(ending.words.finish()).rejects.toThrow('broken');
});
