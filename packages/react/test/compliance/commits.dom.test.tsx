import { Profiler } from 'react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { toneBase64 } from '@vivavoce/testing';
import {
  AudioVisualizer,
  ConnectionStatus,
  EmotionMeter,
  LiveCaption,
  Transcript,
  useAudioLevel,
  useTranscript,
  useVoice,
} from '../../src/index.ts';
import { stage } from '../support/stage.tsx';

function StatusAlone(): ReactNode {
  return useVoice((voice) => voice.status);
}

function Words(): ReactNode {
  return useTranscript().entries.length;
}

// Rule: a component that reads the status alone commits 0 times while both sides talk.
test('what both sides say commits nothing that reads the status alone', async () => {
  const committed = vi.fn();
  const { call, script } = stage(
    <Profiler id="status" onRender={committed}>
      <StatusAlone />
    </Profiler>,
  );
  const chat = await call();
  committed.mockClear();
  // As much as is said in 10 s: four interim versions a second, and an answer.
  for (let second = 0; second < 10; second += 1) {
    const time = { begin: second * 1000, end: second * 1000 + 900 };
    await script(() => {
      for (let version = 0; version < 4; version += 1)
        chat.hear(`word ${version}`, { interim: true, time });
      chat.hear('words', { scores: { Joy: 0.5 }, time });
      chat.say('Yes.', { tones: [], scores: { Calmness: 0.4 } });
      chat.endTurn();
    });
  }
  expect(committed).not.toHaveBeenCalled();
}, 20_000);

// Rule: an audio frame never causes a commit, of nothing on the page.
test('sound of both sides is drawn and commits nothing', async () => {
  const committed = vi.fn();
  const drawn = vi.fn();
  function Ears(): ReactNode {
    useAudioLevel({ participant: 'assistant', onFrame: drawn });
    return null;
  }
  const { call, script } = stage(
    <Profiler id="page" onRender={committed}>
      <AudioVisualizer />
      <AudioVisualizer shape="orb" participant="assistant" />
      <Ears />
      <ConnectionStatus />
      <Transcript />
      <LiveCaption />
      <EmotionMeter participant="both" />
    </Profiler>,
    { audio: { loudness: 0.8 } },
  );
  const chat = await call();
  // The first frame says that the assistant speaks, and it does for as long as this takes.
  await script(() => void chat.say('A story.', { id: 'story', tones: [{ duration: 30_000 }] }));
  committed.mockClear();
  drawn.mockClear();
  for (let index = 1; index <= 20; index += 1) {
    await script(() =>
      chat.send({ type: 'audio_output', id: 'story', index, data: toneBase64({ duration: 40 }) }),
    );
  }
  await vi.waitFor(() => expect(drawn.mock.calls.length).toBeGreaterThan(20));
  expect(drawn.mock.lastCall?.[0]).toBeCloseTo(0.8);
  expect(committed).not.toHaveBeenCalled();
});

// Rule: the messages of one task make one commit.
test('messages that come together make one commit', async () => {
  const committed = vi.fn();
  const { call, script } = stage(
    <Profiler id="words" onRender={committed}>
      <Words />
    </Profiler>,
  );
  const chat = await call();
  committed.mockClear();
  await script(() => chat.say('One.', { tones: [] }));
  expect(committed).toHaveBeenCalledTimes(1);
});
