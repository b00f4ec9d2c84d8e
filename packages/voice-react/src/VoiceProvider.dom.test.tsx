import { Transcript, VoiceProvider as KitProvider } from '@vivavoce/react';
import { act, cleanup, render, screen } from '@testing-library/react';
import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import type { MicrophoneAnswer, ScriptedChat, ScriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { StrictMode, useEffect } from 'react';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { VoiceProvider, useEngine, usePlayerFft, useVoice } from './index.ts';
import type { ConnectOptions, VoiceContextType, VoiceProviderProps } from './index.ts';

// What this package does otherwise than @humeai/voice-react, each named in its README. What both do alike is in `test/same-page`.

interface Stage {
  readonly voice: () => Omit<VoiceContextType, 'fft' | 'micFft'>;
  readonly evi: ScriptedEvi;
  readonly connect: (options?: Partial<ConnectOptions>) => Promise<void>;
  readonly call: () => Promise<ScriptedChat>;
  readonly unmount: () => void;
  readonly microphone: ReturnType<typeof fakeMicrophone>;
  readonly audio: ReturnType<typeof fakeAudio>;
}

function stage(
  props: VoiceProviderProps = {},
  {
    page,
    answer,
    loudness,
  }: { page?: ReactNode; answer?: MicrophoneAnswer; loudness?: () => number } = {},
): Stage {
  const evi = scriptedEvi();
  const microphone = fakeMicrophone(answer);
  const audio = fakeAudio({ loudness });
  const stop = listen(evi);
  let voice: VoiceContextType | undefined;
  const Reader = () => {
    voice = useVoice();
    return <p>{voice.status.value}</p>;
  };
  const result = render(
    <VoiceProvider
      engine={{ thread: 'main', url: evi.url, ...props.engine }}
      {...withoutEngine(props)}
    >
      <Reader />
      {page}
    </VoiceProvider>,
  );
  onTestFinished(async () => {
    cleanup();
    await new Promise((resolve) => setTimeout(resolve, 0));
    stop();
    audio.undo();
    microphone.undo();
  });
  const read = (): VoiceContextType => voice ?? ({} as VoiceContextType);
  const connect = async (options: Partial<ConnectOptions> = {}): Promise<void> => {
    await act(() => read().connect({ auth: { type: 'accessToken', value: 'token' }, ...options }));
  };
  return {
    voice: read,
    evi,
    connect,
    call: async () => {
      await connect();
      return evi.nextChat();
    },
    unmount: result.unmount,
    microphone,
    audio,
  };
}

function withoutEngine({ engine: _, ...props }: VoiceProviderProps): VoiceProviderProps {
  return props;
}

const types = ({ messages }: Pick<VoiceContextType, 'messages'>): string[] =>
  messages.map(({ type }) => type);

test('a lost line comes back, and the call goes on where it was', async () => {
  const onClose = vi.fn();
  const reconnect = { nextDelay: () => 0 };
  const { voice, call, evi } = stage({ onClose, engine: { reconnect } });
  const chat = await call();
  chat.hear('before');
  await expect.poll(() => types(voice())).toContain('user_message');
  const states: string[] = [];
  const watched = setInterval(
    () => states.push(`${voice().status.value} ${voice().readyState}`),
    1,
  );
  onTestFinished(() => clearInterval(watched));
  chat.drop();
  const next = await evi.nextChat();
  expect(next.query.get('resumed_chat_group_id')).toBe('group-1');
  await expect.poll(() => voice().readyState).toBe('open');
  next.hear('after');
  await expect.poll(() => types(voice()).filter((type) => type === 'user_message')).toHaveLength(2);
  expect(new Set(states)).toEqual(new Set(['connected connecting', 'connected open']));
  expect(onClose).not.toHaveBeenCalled();
});

test.each([
  ['denied', 'mic_permission_denied'],
  ['blocked', 'mic_permission_denied'],
  ['missing', 'mic_initialization_failure'],
] as const)(
  'a microphone that is %s is an error by name, told once, and the next call may succeed',
  async (answer, reason) => {
    const told = { onError: vi.fn(), onClose: vi.fn() };
    const { voice, connect, microphone, audio, call } = stage(told, { answer });
    await connect();
    await expect.poll(() => voice().status.value).toBe('error');
    expect(voice()).toMatchObject({
      error: { type: 'mic_error', reason },
      isError: true,
      isMicrophoneError: true,
      isSocketError: false,
    });
    expect(voice().status.reason).toBe(voice().error?.message);
    expect(told.onError).toHaveBeenCalledTimes(1);
    expect(told.onClose).not.toHaveBeenCalled();
    await expect.poll(() => audio.openContexts).toBe(0);
    microphone.allow();
    if (answer !== 'missing') {
      await call();
      await expect.poll(() => voice().status.value).toBe('connected');
      expect(voice()).toMatchObject({ error: null, isError: false });
    }
  },
);

test('a server that does not answer is an error, and nothing is left open', async () => {
  const told = { onError: vi.fn(), onClose: vi.fn() };
  const { voice, connect, evi, microphone } = stage(told);
  evi.refuse();
  await connect();
  await expect.poll(() => voice().status.value).toBe('error');
  expect(voice()).toMatchObject({ isSocketError: true, readyState: 'closed', messages: [] });
  expect(voice().error?.reason).toBe('socket_connection_failure');
  expect(told.onError).toHaveBeenCalledTimes(1);
  expect(told.onClose).toHaveBeenCalledTimes(1);
  expect(microphone.live).toBe(0);
});

test('an address that is none is an error, not a rejection', async () => {
  const { voice, connect } = stage();
  await connect({ hostname: 'ftp://there' });
  await expect.poll(() => voice().status.value).toBe('error');
  expect(voice().error?.type).toBe('socket_error');
});

test('a tool that fails is answered, and told', async () => {
  const onError = vi.fn();
  const { call } = stage({
    onError,
    onToolCall: () => Promise.reject(new Error('no weather today')),
  });
  const chat = await call();
  const id = chat.callTool('weather', {});
  expect(await chat.next('tool_error')).toMatchObject({
    tool_call_id: id,
    error: 'no weather today',
  });
  expect(onError).toHaveBeenCalledWith(
    expect.objectContaining({ reason: 'received_tool_call_error' }),
  );
});

test('settings of the beginning are all sent, tools among them', async () => {
  const { connect, evi } = stage();
  const tools = [
    { type: 'function', name: 'weather', parameters: '{}', fallbackContent: 'Sorry.' },
  ] as const;
  await connect({
    sessionSettings: {
      systemPrompt: 'Be brief.',
      tools: [...tools],
      variables: { firstName: 'Ada' },
    },
  });
  const chat = await evi.nextChat();
  expect(await chat.next('session_settings')).toMatchObject({
    system_prompt: 'Be brief.',
    tools: [{ name: 'weather', fallback_content: 'Sorry.' }],
    variables: { firstName: 'Ada' },
    audio: { encoding: 'linear16' },
  });
});

test('what newer SDKs have among the settings, eventLimit too, goes into the address with the rest', async () => {
  const { connect, evi } = stage();
  const sessionSettings = { systemPrompt: 'Be brief.', voiceId: 'kal', eventLimit: 7 };
  await connect({ sessionSettings });
  const { query } = await evi.nextChat();
  expect(Object.fromEntries(query)).toMatchObject({
    event_limit: '7',
    'session_settings[event_limit]': '7',
    'session_settings[system_prompt]': 'Be brief.',
    'session_settings[voice_id]': 'kal',
  });
});

test('what somebody else sets is in the messages', async () => {
  const { voice, call } = stage();
  const chat = await call();
  chat.sendRaw(JSON.stringify({ type: 'session_settings', system_prompt: 'Theirs.' }));
  await expect.poll(() => types(voice()).at(-1)).toBe('session_settings');
  expect(voice().messages.at(-1)).toMatchObject({ sessionSettings: { systemPrompt: 'Theirs.' } });
});

test('sentences without sound are in the messages once the turn is over, and cut ones never', async () => {
  const { voice, call } = stage();
  const chat = await call();
  chat.say('Never heard.', { tones: [] });
  chat.interrupt();
  await expect.poll(() => types(voice())).toContain('user_interruption');
  chat.say('Read this.', { tones: [] });
  chat.endTurn();
  await expect.poll(() => types(voice())).toContain('assistant_message');
  expect(voice().messages.filter(({ type }) => type === 'assistant_message')).toMatchObject([
    { message: { content: 'Read this.' }, isQuickResponse: false },
  ]);
  expect(voice().lastVoiceMessage).toMatchObject({ message: { content: 'Read this.' } });
});

test('what is sent without a call is an error that is told, and none that is thrown', () => {
  const onError = vi.fn();
  const { voice } = stage({ onError });
  voice().sendUserInput('hello');
  voice().sendSessionSettings({ systemPrompt: 'x' });
  voice().pauseAssistant();
  expect(onError.mock.calls.map(([error]) => (error as { reason: string }).reason)).toEqual(
    new Array(3).fill('failed_to_send_message'),
  );
  expect(voice()).toMatchObject({ isPaused: false, messages: [], isError: false });
});

test('the newest messages are kept, and after the call as well where that is wanted', async () => {
  const { voice, call } = stage({ messageHistoryLimit: 3, clearMessagesOnDisconnect: false });
  const chat = await call();
  for (const text of ['a', 'b', 'c', 'd']) chat.hear(text);
  await expect.poll(() => types(voice())).toEqual(new Array(3).fill('user_message'));
  await act(() => voice().disconnect());
  await expect.poll(() => types(voice()).at(-1)).toBe('socket_disconnected');
  expect(voice().messages).toHaveLength(3);
});

test('the sound comes to the page where somebody asks for it', async () => {
  const onAudioReceived = vi.fn();
  const { call } = stage({ onAudioReceived });
  const chat = await call();
  chat.say('Hello.', { tones: [{ duration: 20 }, { duration: 20 }] });
  await expect.poll(() => onAudioReceived.mock.calls.length).toBe(2);
  expect(onAudioReceived.mock.calls[1]?.[0]).toMatchObject({
    type: 'audio_output',
    id: 'message-1',
    index: 1,
    receivedAt: expect.any(Date) as Date,
  });
});

test('a component is rendered for what it reads', async () => {
  const rendered = { status: vi.fn(), fft: vi.fn(), player: vi.fn() };
  const Status = () => {
    rendered.status();
    return <p>{useVoice().status.value}</p>;
  };
  const Fft = () => {
    rendered.fft();
    return <p>{useVoice().fft.join()}</p>;
  };
  const Player = () => {
    rendered.player();
    return <p>{usePlayerFft().join()}</p>;
  };
  let level = 0;
  const page = (
    <>
      <Status />
      <Fft />
      <Player />
    </>
  );
  const { call, voice } = stage({}, { page, loudness: () => (level = (level + 0.01) % 1) });
  const chat = await call();
  await expect.poll(() => voice().status.value).toBe('connected');
  rendered.status.mockClear();
  for (let count = 0; count < 20; count += 1) chat.hear(`${count}`);
  await expect.poll(() => voice().messages.length).toBe(22);
  await expect.poll(() => rendered.fft.mock.calls.length).toBeGreaterThan(5);
  await expect.poll(() => rendered.player.mock.calls.length).toBeGreaterThan(5);
  expect(rendered.status).not.toHaveBeenCalled();
});

test('in StrictMode a call from an effect connects once, and leaving the page ends it', async () => {
  const evi = scriptedEvi();
  const microphone = fakeMicrophone();
  const audio = fakeAudio();
  const stop = listen(evi);
  onTestFinished(() => {
    stop();
    audio.undo();
    microphone.undo();
  });
  const AtOnce = () => {
    const { connect } = useVoice();
    useEffect(
      () => void connect({ auth: { type: 'apiKey', value: 'key' }, hostname: evi.url }),
      [connect],
    );
    return null;
  };
  const { unmount } = render(
    <StrictMode>
      <VoiceProvider engine={{ thread: 'main' }}>
        <AtOnce />
      </VoiceProvider>
    </StrictMode>,
  );
  const chat = await evi.nextChat();
  await expect.poll(() => microphone.live).toBe(1);
  expect(evi.chats).toHaveLength(1);
  unmount();
  expect(await chat.ended).toMatchObject({ code: 1000 });
  await expect.poll(() => [microphone.live, audio.openContexts]).toEqual([0, 0]);
});

test('the components of the kit show the same call', async () => {
  const Kit = () => (
    <KitProvider client={useEngine()}>
      <Transcript />
    </KitProvider>
  );
  const { call } = stage({}, { page: <Kit /> });
  const chat = await call();
  chat.hear('Seen by both.');
  await expect.poll(() => screen.getByRole('log').textContent).toContain('Seen by both.');
});

test('the engine is in reach, and muting holds from before the call to its end', async () => {
  let state: unknown;
  const Engine = () => {
    state = useEngine().state;
    return null;
  };
  const { voice, call } = stage({}, { page: <Engine /> });
  expect(state).toMatchObject({ connection: { status: 'idle' } });
  await act(async () => voice().mute());
  expect(voice().isMuted).toBe(true);
  await call();
  await expect.poll(() => voice().status.value).toBe('connected');
  expect(voice().isMuted).toBe(true);
  await act(() => voice().disconnect());
  await expect.poll(() => voice().isMuted).toBe(false);
});

test('outside of a provider a hook says so', () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const Lost = () => <p>{useVoice().status.value}</p>;
  expect(() => render(<Lost />)).toThrow('useVoice must be used within a VoiceProvider');
});
