import { act, render, screen } from '@testing-library/react';
import { Profiler } from 'react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { lesserService } from '../../test/support/lesser-service.ts';
import { settle, stage } from '../../test/support/stage.tsx';
import { useEmotions, useTranscript, useVoice, VoiceError, VoiceProvider } from '../index.ts';
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

/** The voice of the page, as it was rendered last. */
function voiceHere(): { readonly page: ReactNode; readonly voice: () => Voice } {
  const voices: Voice[] = [];
  const Here = (): ReactNode => {
    voices.push(useVoice());
    return null;
  };
  return {
    page: <Here />,
    voice: () => {
      const latest = voices.at(-1);
      if (!latest) throw new Error('Nothing is rendered.');
      return latest;
    },
  };
}

test('a raw command is a message of EVI as it stands, and has no way up without a call', async () => {
  const { page, voice } = voiceHere();
  const { call } = stage(page);
  const message = { type: 'user_input', text: 'Hello.', mine: 1 };
  await expect(voice().sendRaw(message)).rejects.toMatchObject({ reason: 'usage' });
  const chat = await call();
  await voice().sendRaw(message);
  await expect.poll(() => chat.received).toContainEqual(message);
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  for (const wrong of [circle, null, 'text', undefined, [1], { at: 1n }])
    await expect(voice().sendRaw(wrong as never)).rejects.toMatchObject({ reason: 'usage' });
  expect(voice().unsupported).toEqual([]);
});

test('what a service has not is in the state, and throws when it is asked for', async () => {
  const { page, voice } = voiceHere();
  const { call, rerender } = stage(page, {
    service: lesserService('say', 'pause'),
    configId: 'mine',
  });
  expect(voice().unsupported).toEqual(['say', 'pause']);
  const chat = await call();
  for (const ask of [
    () => voice().say('Hello.'),
    () => voice().pauseAssistant(),
    () => voice().resumeAssistant(),
  ])
    expect(ask).toThrow(expect.objectContaining({ name: 'VoiceError', reason: 'unsupported' }));
  await act(settle);
  expect(chat.received.map(({ type }) => type)).not.toContain('assistant_input');
  await act(() => voice().disconnect());
  rerender(
    <VoiceProvider url="ws://evi.test" thread="main">
      {page}
    </VoiceProvider>,
  );
  await act(settle);
  expect(voice().unsupported).toEqual([]);
});

test('options of EVI with a service that has no Chats are an error, and the call goes on', async () => {
  const { page, voice } = voiceHere();
  const onError = vi.fn();
  const { call } = stage(page, {
    service: lesserService('chats'),
    configId: 'mine',
    resumedChatGroupId: 'before',
    onError,
  });
  await call();
  expect(onError.mock.calls).toMatchObject([
    [
      {
        reason: 'unsupported',
        message: expect.stringMatching(/configId, resumedChatGroupId/) as string,
      },
    ],
  ]);
  expect(voice().status).toBe('connected');
});
