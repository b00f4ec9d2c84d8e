import type { ServerMessage } from '@vivavoce/evi';
import { expect, it, vi } from 'vitest';
import { constantProsody, toneSynthesiser } from '../../../test/support/engines.ts';
import { VirtualClock } from '../../../test/support/virtual-clock.ts';
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
    outbox: { send: () => undefined },
    flushed: () => Promise.resolve(),
    sound: { speak: () => undefined, stopPlayback: () => undefined },
    onUnsaid: () => undefined,
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

it('what is written is sent whole, what is said is speakable, and what can not be said is a short silence', async () => {
  const clock = new VirtualClock();
  const tone = toneSynthesiser(0.1);
  const said: string[] = [];
  const sent: ServerMessage[] = [];
  const kept: string[] = [];
  const output = new SpeechOutput({
    synthesiser: {
      ...tone,
      speak(text, ...rest) {
        said.push(text);
        return tone.speak(text, ...rest);
      },
    },
    prosody: constantProsody(),
    clock,
    outbox: { send: (message) => sent.push(message) },
    flushed: () => Promise.resolve(),
    sound: { speak: () => undefined, stopPlayback: () => undefined },
    onUnsaid: () => undefined,
  });
  await output.say(
    {
      text: [
        '<thi',
        'nk>Hm.</think>## Two *fruits*\n- **Apples** 🍎\n- Pears\n```js\neat();\n',
        '```\nSee https://exam',
        'ple.com/a. 🎉',
      ],
      fromText: true,
      voice: () => 'tone',
      onSentence: (sentence) => kept.push(sentence),
      onFirstSound: () => undefined,
    },
    new AbortController().signal,
  );
  const written = [
    '## Two *fruits*',
    '- **Apples** 🍎',
    '- Pears',
    '```js\neat();\n```',
    'See https://example.com/a.',
    '🎉',
  ];
  expect(said).toEqual(['Two fruits', 'Apples', 'Pears', 'See example.com.']);
  expect(kept).toEqual(written);
  const messages = sent.flatMap((message) => (message.type === 'assistant_message' ? message : []));
  expect(messages.map(({ message }) => message.content)).toEqual(written);
  const sounds = sent.flatMap((message) => (message.type === 'audio_output' ? message.id : []));
  expect(sounds).toEqual(messages.map(({ id }) => id));
});

it('a long sentence is sent in steps, and one that is cut short between two of them sends no more', async () => {
  const sent: ServerMessage[] = [];
  const interrupt = new AbortController();
  let flushes = 0;
  const output = new SpeechOutput({
    synthesiser: toneSynthesiser(50),
    prosody: constantProsody(),
    clock: new VirtualClock(),
    outbox: { send: (message) => sent.push(message) },
    flushed: () => {
      flushes += 1;
      if (flushes === 3) interrupt.abort();
      return Promise.resolve();
    },
    sound: { speak: () => undefined, stopPlayback: () => undefined },
    onUnsaid: () => undefined,
  });
  let soundsBefore = -1;
  const onFirstSound = () => {
    soundsBefore = sent.filter(({ type }) => type === 'audio_output').length;
  };
  const saying = { text: ['One. Two.'], fromText: false, voice: () => 'tone', onFirstSound };
  await output.say({ ...saying, onSentence: () => undefined }, interrupt.signal);
  // From its first piece on it can be interrupted.
  expect(soundsBefore).toBe(1);
  expect(sent.map(({ type }) => type)).toEqual([
    'assistant_message',
    ...Array.from({ length: 24 }, () => 'audio_output'),
  ]);
});
