import { expect, it, vi } from 'vitest';
import { constantProsody, toneSynthesiser } from '../../test/support/engines.ts';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { SpeechOutput } from './speech-output.ts';

it('a long answer is made no more than ten seconds ahead of what is heard, and its first sentence is urgent', async () => {
  const clock = new VirtualClock();
  const tone = toneSynthesiser(1);
  const urgent: boolean[] = [];
  const output = new SpeechOutput({
    synthesiser: {
      ...tone,
      speak(text, voice, signal, isUrgent = false) {
        urgent.push(isUrgent);
        return tone.speak(text, voice, signal);
      },
    },
    prosody: constantProsody(),
    clock,
    send: () => undefined,
    flushed: () => Promise.resolve(),
    sound: { speak: () => undefined, hush: () => undefined },
  });
  const sentences = Array.from({ length: 30 }, (_, i) => `Sentence ${String(i)}. `);
  const saying = output.say(
    {
      text: sentences,
      fromText: false,
      voice: () => 'tone',
      onSentence: () => undefined,
      onFirstSound: () => undefined,
    },
    new AbortController().signal,
  );
  // It waits for the clock, and for nothing else.
  await vi.waitFor(() => {
    expect(clock.pending).toBe(1);
  });
  expect(urgent).toHaveLength(10);
  clock.advance(5000);
  await vi.waitFor(() => {
    expect(urgent).toHaveLength(15);
  });
  while (urgent.length < sentences.length) {
    await vi.waitFor(() => {
      expect(clock.pending === 1 || urgent.length === sentences.length).toBe(true);
    });
    clock.advance(1000);
  }
  await saying;
  expect(urgent.map((is, i) => (is ? i : -1)).filter((i) => i >= 0)).toEqual([0]);
});
