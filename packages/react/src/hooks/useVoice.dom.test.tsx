import { act, render, screen } from '@testing-library/react';
import { Profiler } from 'react';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { settle, stage } from '../../test/support/stage.tsx';
import { useEmotions, useTranscript, useVoice, VoiceError } from '../index.ts';
import type { Voice } from '../index.ts';

/** Counts the commits of what it holds. */
function counted(page: ReactNode): { readonly page: ReactNode; readonly commits: () => number } {
  let commits = 0;
  return {
    page: (
      <Profiler id="counted" onRender={() => (commits += 1)}>
        {page}
      </Profiler>
    ),
    commits: () => commits,
  };
}

function Status(): ReactNode {
  return <p>{useVoice(({ status }) => status)}</p>;
}

function Words(): ReactNode {
  return <p>{useTranscript().entries.map(({ text }) => text)}</p>;
}

test('outside a provider it throws, and says what to do', () => {
  expect(() => render(<Status />)).toThrow(VoiceError);
  expect(() => render(<Status />)).toThrow(/no VoiceProvider above.*wrap it in <VoiceProvider>/);
});

test('all messages of one task make one commit', async () => {
  const { page, commits } = counted(<Words />);
  const { call, script } = stage(page);
  const chat = await call();
  const before = commits();
  await script(() => {
    chat.hear('he', { interim: true });
    chat.hear('hello', { scores: { Joy: 0.5 } });
    chat.say('Hello.', { scores: { Calmness: 0.5 } });
    chat.endTurn();
  });
  expect(screen.getByText('helloHello.')).toBeTruthy();
  expect(commits() - before).toBe(1);
});

test('who reads the status alone commits for nothing that is said or sounds', async () => {
  const { page, commits } = counted(<Status />);
  const { call, script } = stage(page);
  const chat = await call();
  const before = commits();
  for (let turn = 0; turn < 20; turn += 1) {
    await script(() => {
      chat.hear(`words ${turn}`, { interim: turn % 2 === 0, scores: { Joy: 0.5 } });
      chat.say(`answer ${turn}`, { tones: [{}, {}, {}], scores: { Calmness: 0.5 } });
      chat.endTurn();
    });
  }
  expect(commits() - before).toBe(0);
});

test('a selector may make an object or an array of its picks', async () => {
  function Both(): ReactNode {
    const { status, microphone } = useVoice(({ status, microphone }) => ({ status, microphone }));
    const [assistant] = useVoice((voice) => [voice.assistant, voice.user]);
    return <p>{`${status} ${microphone} ${assistant}`}</p>;
  }
  const { page, commits } = counted(<Both />);
  const { call, script } = stage(page);
  const chat = await call();
  expect(screen.getByText('connected live idle')).toBeTruthy();
  const before = commits();
  await script(() => chat.sendScores('nobody', { Joy: 1 }));
  expect(commits() - before).toBe(0);
});

test('a selector may use what its component holds', async () => {
  function Is({ status }: { readonly status: string }): ReactNode {
    return <p>{useVoice((voice) => voice.status === status) ? 'yes' : 'no'}</p>;
  }
  const { rerender, evi } = stage(<Is status="connected" />);
  const { VoiceProvider } = await import('../index.ts');
  expect(screen.getByText('no')).toBeTruthy();
  rerender(
    <VoiceProvider url={evi.url} thread="main">
      <Is status="idle" />
    </VoiceProvider>,
  );
  expect(screen.getByText('yes')).toBeTruthy();
});

test('commands keep one identity through a whole call', async () => {
  const seen = new Set<unknown>();
  const voices: Voice[] = [];
  function Watch(): ReactNode {
    const voice = useVoice();
    voices.push(voice);
    seen.add(voice.connect).add(voice.sendText).add(voice.setMuted).add(voice.interrupt);
    return null;
  }
  const { call, script } = stage(<Watch />);
  const chat = await call();
  await script(() => chat.hear('hello'));
  expect(voices.length).toBeGreaterThan(2);
  expect(seen.size).toBe(4);
});

test('commands work on their own, and misuse throws a typed error', async () => {
  const voices: Voice[] = [];
  function Take(): ReactNode {
    voices.push(useVoice());
    return null;
  }
  const { call } = stage(<Take />);
  const { sendText, say, pauseAssistant, setVolume } = voices[0] ?? expect.fail();
  expect(() => sendText('too early')).toThrow(VoiceError);
  expect(() => setVolume(2)).toThrow(VoiceError);
  const chat = await call();
  act(() => {
    sendText('hello');
    say('Hello.');
    pauseAssistant();
  });
  await settle();
  expect(chat.received.map(({ type }) => type).filter((type) => type !== 'audio_input')).toEqual([
    'session_settings',
    'user_input',
    'assistant_input',
    'pause_assistant_message',
  ]);
});

test('scores that are read alone commit when they change, and not for words', async () => {
  function Strongest(): ReactNode {
    return <p>{useEmotions({ top: 1 })[0]?.name ?? 'none'}</p>;
  }
  const { page, commits } = counted(<Strongest />);
  const { call, script } = stage(page);
  const chat = await call();
  const before = commits();
  await script(() => chat.hear('typed', { fromText: true }));
  expect(commits() - before).toBe(0);
  await script(() => chat.hear('spoken', { scores: { Awe: 0.5 } }));
  expect([commits() - before, screen.queryByText('Awe') !== null]).toEqual([1, true]);
});
