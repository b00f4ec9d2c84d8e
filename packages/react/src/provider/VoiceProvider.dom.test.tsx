import { VoiceClient } from '@vivavoce/core';
import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import type { ScriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import * as React from 'react';
import { StrictMode, useEffect } from 'react';
import type { ComponentType, ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { settle, stage } from '../../test/support/stage.tsx';
import {
  ConnectButton,
  ConnectionStatus,
  MuteButton,
  Transcript,
  VoiceProvider,
  useVoice,
} from '../index.ts';
import type { Voice, VoiceProviderProps } from '../index.ts';
import { german } from './labels/german.ts';

/** A world with a microphone, sound and servers, for tests that render by themselves. */
function world(...urls: readonly string[]) {
  const servers = urls.map((url) => scriptedEvi({ url })) as [ScriptedEvi, ...ScriptedEvi[]];
  const microphone = fakeMicrophone();
  const audio = fakeAudio();
  const stop = listen(...servers);
  onTestFinished(async () => {
    cleanup();
    await settle();
    stop();
    audio.undo();
    microphone.undo();
  });
  return { servers, microphone, audio };
}

/** Calls as soon as it is on the page. */
function ConnectAtOnce(): ReactNode {
  const connect = useVoice((voice) => voice.connect);
  useEffect(() => void connect(), [connect]);
  return null;
}

test('nothing is opened before somebody connects', async () => {
  const { microphone, audio, evi } = stage(<Transcript />);
  await act(settle);
  expect([microphone.requests.length, audio.openContexts, evi.chats.length]).toEqual([0, 0, 0]);
});

test('unmounting hangs up and lets go of everything', async () => {
  const { call, unmount, microphone, audio } = stage(<Transcript />);
  const chat = await call();
  expect([microphone.live, audio.openContexts]).toEqual([1, 1]);
  unmount();
  expect(await chat.ended).toMatchObject({ code: 1000 });
  await expect.poll(() => [microphone.live, audio.openContexts]).toEqual([0, 0]);
});

test('unmounting before the conversation is up lets go of everything', async () => {
  const { user, unmount, microphone, audio, evi } = stage(null, { answer: 'asking' });
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  unmount();
  microphone.answer('granted');
  await settle();
  await expect.poll(() => [microphone.live, audio.openContexts]).toEqual([0, 0]);
  expect(evi.chats).toHaveLength(0);
});

test('StrictMode with connect in an effect connects once, and stays connected', async () => {
  const { servers, microphone } = world('ws://strict.test');
  render(
    <StrictMode>
      <VoiceProvider url={servers[0].url} thread="main">
        <ConnectAtOnce />
        <ConnectionStatus />
      </VoiceProvider>
    </StrictMode>,
  );
  await screen.findByText('Listening');
  await act(settle);
  expect(servers[0].chats).toHaveLength(1);
  expect([microphone.requests.length, microphone.live]).toEqual([1, 1]);
});

test('two providers on a page know nothing of each other', async () => {
  const { servers } = world('ws://one.test', 'ws://two.test');
  render(
    <>
      {servers.map(({ url }) => (
        <section key={url} aria-label={url}>
          <VoiceProvider url={url} thread="main">
            <ConnectButton />
            <Transcript />
          </VoiceProvider>
        </section>
      ))}
    </>,
  );
  const first = within(screen.getByRole('region', { name: 'ws://one.test' }));
  const second = within(screen.getByRole('region', { name: 'ws://two.test' }));
  act(() => first.getByRole('button').click());
  await first.findByText('Hang up');
  const chat = await servers[0].nextChat();
  await act(async () => {
    chat.hear('only here');
    await settle();
  });
  expect(first.getByRole('log').textContent).toContain('only here');
  expect(second.getByRole('log').textContent).not.toContain('only here');
  expect(second.getByRole('button').textContent).toBe('Start talking');
});

test("a client of the app's own is followed, and left alone on unmount", async () => {
  const { servers } = world('ws://own.test');
  const client = new VoiceClient({ url: servers[0].url, thread: 'main' });
  await client.connect();
  const { unmount } = render(
    <VoiceProvider client={client}>
      <ConnectionStatus />
    </VoiceProvider>,
  );
  expect(screen.getByText('Listening')).toBeTruthy();
  unmount();
  await settle();
  expect(client.state.connection.status).toBe('connected');
  await client.disconnect();
});

type Mode = 'visible' | 'hidden';
const { Activity } = React as unknown as {
  readonly Activity?: ComponentType<{ readonly mode: Mode; readonly children: ReactNode }>;
};

// React 18 hides nothing but what waits.
if (Activity) {
  test('hidden by React it hangs up, the transcript stays, and it may call again', async () => {
    const { servers, microphone } = world('ws://hidden.test');
    const page = (mode: Mode): ReactNode => (
      <Activity mode={mode}>
        <VoiceProvider url={servers[0].url} thread="main">
          <ConnectButton />
          <Transcript />
        </VoiceProvider>
      </Activity>
    );
    const { rerender } = render(page('visible'));
    act(() => screen.getByRole('button').click());
    await screen.findByText('Hang up');
    const chat = await servers[0].nextChat();
    await act(async () => {
      chat.hear('good morning');
      await settle();
    });
    rerender(page('hidden'));
    expect(await chat.ended).toMatchObject({ code: 1000 });
    await expect.poll(() => microphone.live).toBe(0);
    rerender(page('visible'));
    await screen.findByText('Start talking');
    expect(screen.getByRole('log').textContent).toContain('good morning');
    act(() => screen.getByText('Start talking').click());
    await screen.findByText('Hang up');
  });

  test('hidden with a client of the app’s own the call goes on, and nothing is missing after', async () => {
    const { servers } = world('ws://hidden.test');
    const client = new VoiceClient({ url: servers[0].url, thread: 'main' });
    const following = new Set<unknown>();
    const { subscribe } = client;
    client.subscribe = (listener) => {
      const undo = subscribe.call(client, listener);
      following.add(undo);
      return () => {
        following.delete(undo);
        undo();
      };
    };
    await client.connect();
    const told: unknown[] = [];
    const page = (mode: Mode | null, round = 1): ReactNode =>
      mode && (
        <Activity mode={mode}>
          <VoiceProvider
            client={client}
            onMessage={({ type }) => told.push([round, type])}
            onDisconnect={({ status }) => told.push([round, status])}
          >
            <Transcript />
          </VoiceProvider>
        </Activity>
      );
    const { rerender } = render(page('visible'));
    rerender(page('hidden'));
    const chat = await servers[0].nextChat();
    await act(async () => {
      chat.hear('good morning');
      await settle();
    });
    expect(client.state.connection.status).toBe('connected');
    rerender(page('visible'));
    expect(screen.getByRole('log').textContent).toContain('good morning');
    rerender(page('hidden', 2));
    expect(following.size).toBe(1);
    await act(async () => {
      await client.disconnect();
      await settle();
    });
    expect(told).toEqual([
      [1, 'user_message'],
      [2, 'closed'],
    ]);
    rerender(page(null));
    await act(settle);
    expect(following.size).toBe(0);
    await act(async () => {
      await client.connect();
      await client.disconnect();
      await settle();
    });
    expect(told).toHaveLength(2);
  });
}

test('another client brings another state', async () => {
  const { servers } = world('ws://own.test');
  const client = new VoiceClient({ url: servers[0].url, thread: 'main' });
  await client.connect();
  const { rerender } = render(
    <VoiceProvider client={client}>
      <ConnectButton />
    </VoiceProvider>,
  );
  expect(screen.getByText('Hang up')).toBeTruthy();
  rerender(
    <VoiceProvider client={new VoiceClient()}>
      <ConnectButton />
    </VoiceProvider>,
  );
  expect(screen.getByText('Start talking')).toBeTruthy();
  await client.disconnect();
});

test('options that change apply to the next call', async () => {
  const { servers } = world('ws://options.test');
  const page = (voiceId: string): ReactNode => (
    <VoiceProvider url={servers[0].url} thread="main" voiceId={voiceId}>
      <ConnectButton />
    </VoiceProvider>
  );
  const { rerender } = render(page('before'));
  rerender(page('after'));
  act(() => screen.getByRole('button').click());
  await screen.findByText('Hang up');
  expect((await servers[0].nextChat()).query.get('voice_id')).toBe('after');
});

test('an effect below that calls as options change calls with the new ones', async () => {
  const { servers } = world('https://one.test', 'https://two.test');
  function Follow({ to }: { readonly to: string }): ReactNode {
    const connect = useVoice((voice) => voice.connect);
    useEffect(() => void (to.includes('two') && connect()), [to, connect]);
    return null;
  }
  const page = (url: string) => (
    <VoiceProvider url={url}>
      <Follow to={url} />
    </VoiceProvider>
  );
  const { rerender } = render(page('https://one.test'));
  rerender(page('https://two.test'));
  await expect.poll(() => servers.map(({ chats }) => chats.length)).toEqual([0, 1]);
});

test('rendering again with the same options leaves the client as it is', async () => {
  const { servers } = world('ws://options.test');
  const page = (
    <VoiceProvider url={servers[0].url} thread="main">
      <ConnectButton />
      <MuteButton />
    </VoiceProvider>
  );
  const { rerender } = render(page);
  act(() => screen.getByText('Start talking').click());
  await screen.findByText('Hang up');
  act(() => screen.getByRole('button', { name: 'Mute microphone' }).click());
  await act(settle);
  rerender(page);
  await act(settle);
  expect(screen.getByRole('button', { name: 'Mute microphone' }).ariaPressed).toBe('true');
});

test('props that are undefined leave what was set by hand, whatever else changes', async () => {
  const voices: Voice[] = [];
  function Page(): ReactNode {
    voices.push(useVoice());
    return null;
  }
  const page = (url: string): ReactNode => (
    <VoiceProvider
      url={url}
      volume={undefined}
      muted={undefined}
      microphoneId={undefined}
      labels={undefined}
      historyLimit={undefined}
      client={undefined}
    >
      <Page />
    </VoiceProvider>
  );
  const { rerender } = render(page('ws://one.test'));
  await act(async () => {
    voices.at(-1)?.setVolume(0.25);
    await voices.at(-1)?.setMicrophone('headset');
    await settle();
  });
  rerender(page('ws://two.test'));
  await act(settle);
  expect(voices.at(-1)).toMatchObject({ volume: 0.25, devices: { microphoneId: 'headset' } });
});

test('options that no conversation could be held with are refused at once', () => {
  expect(() => render(<VoiceProvider sampleRate={1} />)).toThrow(/sampleRate|rate/);
});

test('all words below come from the labels', () => {
  render(
    <VoiceProvider labels={german}>
      <ConnectButton />
      <Transcript />
    </VoiceProvider>,
  );
  expect(screen.getByRole('button').textContent).toBe('Gespräch beginnen');
  expect(screen.getByRole('log', { name: 'Mitschrift' })).toBeTruthy();
  cleanup();
});

test.each([
  [0, ['Two.']],
  [-3, ['Two.']],
  [2, ['one', 'Two.']],
  [Number.NaN, ['zero', 'one', 'Two.']],
])('a history of %s entries is one that can be shown', async (historyLimit, kept) => {
  const { call, script, container } = stage(<Transcript />, { historyLimit });
  const chat = await call();
  await script(() => {
    chat.hear('zero');
    chat.hear('one');
    chat.say('Two.', { tones: [] });
  });
  const entries = [...container.querySelectorAll('.vv-entry')];
  expect(entries.map(({ textContent }) => textContent)).toEqual(kept);
});

test('callbacks tell of a conversation: the latest ones, once, also after one that throws', async () => {
  const { servers } = world('ws://told.test');
  const told: unknown[] = [];
  const thrown: unknown[] = [];
  const onThrown = (error: unknown): void => void thrown.push(error);
  const others = process.rawListeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', onThrown);
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const other of others) process.on('uncaughtException', other as () => void);
  });
  const immediately = { nextDelay: () => 1 };
  const page = (round: number): ReactNode => (
    <StrictMode>
      <VoiceProvider
        url={servers[0].url}
        thread="main"
        reconnect={immediately}
        onConnect={({ chatId }) => {
          told.push([round, 'connect', typeof chatId]);
          throw new Error('of the app');
        }}
        onDisconnect={(end) => told.push([round, end])}
        onMessage={() => {
          throw new Error('of the app');
        }}
        onToolCall={({ name }) => told.push([round, 'tool', name])}
      >
        <ConnectButton />
        <Transcript />
      </VoiceProvider>
    </StrictMode>
  );
  const { rerender, unmount } = render(page(1));
  rerender(page(2));
  act(() => screen.getByRole('button').click());
  await screen.findByText('Hang up');
  const chat = await servers[0].nextChat();
  await act(async () => {
    chat.callTool('look', '{}');
    await settle();
  });
  chat.drop();
  const resumed = await servers[0].nextChat();
  await act(async () => {
    resumed.hear('back again');
    await settle();
  });
  await screen.findByText('back again');
  unmount();
  await resumed.ended;
  await expect
    .poll(() => told)
    .toEqual([
      [2, 'connect', 'string'],
      [2, 'tool', 'look'],
      [2, { status: 'closed', reason: 'user' }],
    ]);
  expect(thrown).toContainEqual(new Error('of the app'));
});

test('a client that is given later takes over, and what is below stays mounted', async () => {
  const { servers } = world('ws://first.test', 'ws://second.test');
  const client = new VoiceClient({ url: 'ws://second.test', thread: 'main' });
  const told: string[] = [];
  const onDisconnect: VoiceProviderProps['onDisconnect'] = (end) => {
    if (end.status === 'closed') told.push(end.reason);
  };
  const below = <input aria-label="kept" />;
  const { rerender } = render(
    <VoiceProvider url={servers[0].url} thread="main" onDisconnect={onDisconnect}>
      <ConnectAtOnce />
      {below}
    </VoiceProvider>,
  );
  const chat = await servers[0].nextChat();
  const input = screen.getByLabelText('kept');
  rerender(
    <VoiceProvider client={client} onDisconnect={onDisconnect}>
      <ConnectAtOnce />
      {below}
    </VoiceProvider>,
  );
  expect(screen.getByLabelText('kept')).toBe(input);
  await chat.ended;
  await expect.poll(() => client.state.connection.status).toBe('connected');
  await act(async () => {
    await client.disconnect();
    await settle();
  });
  expect(told).toEqual(['user', 'user']);
});

test('leaving while updates wait makes React complain of nothing', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => complaints.mockRestore());
  const client = new VoiceClient();
  const { unmount } = render(
    <VoiceProvider client={client}>
      <MuteButton />
    </VoiceProvider>,
  );
  await act(async () => {
    client.setMuted(true);
    await Promise.resolve();
    client.setMuted(false);
    await Promise.resolve();
    unmount();
    await settle();
  });
  expect(complaints).not.toHaveBeenCalled();
});

test('settings that fit are in the address of every line, as they are by then; secrets and long ones never are', async () => {
  const { servers } = world('ws://settings.test');
  const client = new VoiceClient({
    url: servers[0].url,
    thread: 'main',
    reconnect: { nextDelay: () => 0 },
    session: {
      variables: { name: 'Ada', visits: 3 },
      custom_session_id: 'mine',
      system_prompt: 'x'.repeat(1001),
      language_model_api_key: 'secret-key',
      context: { text: 'Only once.', type: 'temporary' },
      metadata: { kind: 'test' },
    },
  });
  await client.connect();
  const chat = await servers[0].nextChat();
  const settingsOf = ({ query }: typeof chat): Record<string, string> =>
    Object.fromEntries([...query].filter(([name]) => name.startsWith('session_settings')));
  const sound = {
    'session_settings[audio][encoding]': 'linear16',
    'session_settings[audio][channels]': '1',
    'session_settings[audio][sample_rate]': '16000',
  };
  expect(settingsOf(chat)).toEqual({
    ...sound,
    'session_settings[variables][name]': 'Ada',
    'session_settings[variables][visits]': '3',
    'session_settings[custom_session_id]': 'mine',
  });
  expect(await chat.next('session_settings')).toMatchObject({
    variables: { name: 'Ada', visits: 3 },
    system_prompt: 'x'.repeat(1001),
    language_model_api_key: 'secret-key',
    context: { text: 'Only once.' },
    metadata: { kind: 'test' },
  });
  client.updateSession({ system_prompt: 'x'.repeat(1000), voice_id: 'ours' });
  await chat.next('session_settings');
  const told = vi.fn();
  client.on('settings', told);
  chat.sendRaw(
    JSON.stringify({ type: 'session_settings', voice_id: 'theirs', variables: { name: 'Eve' } }),
  );
  await expect.poll(() => told.mock.calls.length).toBe(1);
  expect(client.state.settings).toEqual({ voice_id: 'theirs', variables: { name: 'Eve' } });
  chat.drop();
  expect(settingsOf(await servers[0].nextChat())).toEqual({
    ...sound,
    'session_settings[variables][name]': 'Eve',
    'session_settings[custom_session_id]': 'mine',
    'session_settings[system_prompt]': 'x'.repeat(1000),
    'session_settings[voice_id]': 'theirs',
  });
  await client.disconnect();
  client.connect().catch(() => undefined);
  expect(client.state.settings).toEqual({});
  await client.disconnect();
});
