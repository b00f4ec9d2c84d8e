import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import type { Stage } from '../../test/support/stage.tsx';
import { useEmotions, useTranscript } from '../index.ts';
import type { EmotionsOptions } from '../index.ts';

/** A page that shows what the hook gives, as `Joy 0.50`. */
function emotionStage(options: EmotionsOptions = {}): Stage & { readonly shown: () => string[] } {
  function Page(): ReactNode {
    return useEmotions(options).map(({ name, score }) => (
      <li key={name}>{`${name} ${score.toFixed(2)}`}</li>
    ));
  }
  const world = stage(<Page />);
  const items = (): Element[] => [...world.container.querySelectorAll('li')];
  return { ...world, shown: () => items().map(({ textContent }) => textContent ?? '') };
}

test('without options it is the five strongest of the user’s last message', async () => {
  const { call, script, shown } = emotionStage();
  expect(shown()).toEqual([]);
  const chat = await call();
  await script(() => {
    chat.hear('one', { scores: { Fear: 1 } });
    chat.hear('two', {
      scores: { Joy: 0.9, Awe: 0.8, Love: 0.7, Pride: 0.6, Guilt: 0.5, Envy: 0.4 },
    });
    chat.say('Hello.', { scores: { Calmness: 1 }, tones: [] });
  });
  expect(shown()).toEqual(['Joy 0.90', 'Awe 0.80', 'Love 0.70', 'Pride 0.60', 'Guilt 0.50']);
});

test('the assistant’s are its last scored sentence’s', async () => {
  const { call, script, shown } = emotionStage({ participant: 'assistant', top: 1 });
  const chat = await call();
  await script(() => {
    chat.hear('hello', { scores: { Fear: 1 } });
    chat.say('One.', { scores: { Joy: 0.5 }, tones: [] });
    chat.say('Two.', { tones: [] });
  });
  expect(shown()).toEqual(['Joy 0.50']);
});

test('smoothed, they glide from message to message', async () => {
  const { call, script, shown } = emotionStage({ names: ['Joy'], smoothing: 0.5 });
  const chat = await call();
  const said: string[] = [];
  for (const joy of [0, 0.9, 0.9]) {
    await script(() => chat.hear(`joy ${joy}`, { scores: { Joy: joy } }));
    said.push(...shown());
  }
  expect(said).toEqual(['Joy 0.00', 'Joy 0.60', 'Joy 0.77']);
});

test('those of a given entry stay its own, and its speaker’s', async () => {
  function Page(): ReactNode {
    const [entry] = useTranscript().entries;
    return <First {...(entry && { entry })} />;
  }
  function First(options: Pick<EmotionsOptions, 'entry'>): ReactNode {
    return <output>{useEmotions({ ...options, top: 1 })[0]?.name}</output>;
  }
  const { call, script, getByRole } = stage(<Page />);
  const chat = await call();
  await script(() => {
    chat.say('Hello.', { scores: { Calmness: 0.5 }, tones: [] });
    chat.hear('hello', { scores: { Fear: 1 } });
  });
  expect(getByRole('status').textContent).toBe('Calmness');
});

test('outside a provider it says what to do', () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => complaints.mockRestore());
  function Page(): ReactNode {
    return useEmotions()[0]?.name;
  }
  expect(() => render(<Page />)).toThrow(/wrap it in <VoiceProvider>/);
});
