import { scriptedEvi, toneBase64 } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import { expect, onTestFinished, test, vi } from 'vitest';
import { renderHook } from 'vitest-browser-react';
import {
  useCallDuration,
  useFftSubscription,
  useMicrophone,
  useMicrophoneStream,
  useSoundPlayer,
  useVoiceClient,
} from '../src/index.ts';

// The hooks that stand without a provider, put together as an app with an interface of its own does, in a real browser.

const soon = { timeout: 8000, interval: 20 };

test('microphone, connection and player make a call by hand', async () => {
  const evi = scriptedEvi({ url: 'ws://by-hand.test', patience: 8000 });
  onTestFinished(listen(evi));
  const played = { onPlayAudio: vi.fn(), onStopAudio: vi.fn(), onError: vi.fn() };
  const player = await renderHook(() => useSoundPlayer({ enableAudioWorklet: true, ...played }));
  await player.result.current.addToQueue({
    type: 'audio_output',
    id: 'early',
    index: 0,
    data: '',
    receivedAt: new Date(),
  });
  expect(played.onError).toHaveBeenCalledWith(expect.any(String), 'audio_player_not_initialized');
  await player.act(() => player.result.current.initPlayer());

  const told = {
    onAudioMessage: vi.fn(player.result.current.addToQueue),
    onMessage: vi.fn(),
    onOpen: vi.fn(),
    onClose: vi.fn(),
    onSessionSettings: vi.fn(),
    onClientError: vi.fn(),
  };
  const client = await renderHook(() =>
    useVoiceClient({ ...told, onToolCall: async (_, send) => send.success(7) }),
  );
  const config = { auth: { type: 'apiKey', value: 'key' }, hostname: evi.url } as const;
  await client.act(async () => {
    expect(await client.result.current.connect(config)).toBe('open');
  });
  const chat = await evi.nextChat();
  expect(client.result.current.readyState).toBe('open');
  expect(told.onMessage).toHaveBeenCalledWith(expect.objectContaining({ chatGroupId: 'group-1' }));

  const onAudioCaptured = vi.fn(client.result.current.sendAudio);
  const onError = vi.fn();
  const microphone = await renderHook(() => useMicrophone({ onAudioCaptured, onError }));
  const spectrum = await renderHook(() => useFftSubscription(microphone.result.current.fftStore));
  const stream = await renderHook(() => useMicrophoneStream());
  await microphone.act(async () => {
    microphone.result.current.start(await stream.result.current.getStream({}));
  });
  expect(stream.result.current.permission).toBe('granted');
  await vi.waitFor(() => expect(onAudioCaptured.mock.calls.length).toBeGreaterThan(2), soon);
  // The fake device beeps: something is drawn of it.
  await vi.waitFor(() => expect(Math.max(...spectrum.result.current)).toBeGreaterThan(0), soon);
  await microphone.act(() => microphone.result.current.mute());
  expect(microphone.result.current.isMuted).toBe(true);

  chat.say('Hello.', { id: 'one', tones: [{ duration: 200 }] });
  await vi.waitFor(() => expect(played.onStopAudio).toHaveBeenCalledWith('one'), soon);
  expect(played.onPlayAudio.mock.calls).toEqual([['one']]);
  const long = { type: 'audio_output', id: 'two', index: 0, data: toneBase64({ duration: 9000 }) };
  await player.act(() =>
    player.result.current.addToQueue({ ...long, receivedAt: new Date() } as never),
  );
  await vi.waitFor(() => expect(player.result.current.isPlaying).toBe(true), soon);
  player.result.current.clearQueue();
  await vi.waitFor(() => expect(player.result.current.isPlaying).toBe(false), soon);
  expect(player.result.current.queueLength).toBe(0);

  chat.callTool('count', {});
  expect(await chat.next('tool_response')).toMatchObject({ content: '7' });
  client.result.current.sendUserInput('typed');
  expect(await chat.next('user_input')).toEqual({ type: 'user_input', text: 'typed' });
  client.result.current.sendSessionSettings({ type: 'session_settings', voiceId: 'v' });
  expect(await chat.next('session_settings')).toEqual({ type: 'session_settings', voice_id: 'v' });
  expect(told.onSessionSettings).toHaveBeenCalledTimes(1);

  await microphone.act(() => microphone.result.current.stop());
  client.result.current.disconnect();
  expect(await chat.ended).toMatchObject({ code: 1000 });
  await vi.waitFor(() => expect(client.result.current.readyState).toBe('closed'), soon);
  expect([
    told.onClose.mock.calls.length,
    told.onClientError.mock.calls,
    onError.mock.calls,
  ]).toEqual([1, [], []]);
  await player.act(() => player.result.current.stopAll());
  expect(player.result.current).toMatchObject({ isPlaying: false, volume: 1 });
});

test('a connection that is refused is told and rejected, and the clock of a call is an app’s own', async () => {
  const evi = scriptedEvi({ url: 'ws://refused.test' });
  onTestFinished(listen(evi));
  evi.refuse();
  const onClientError = vi.fn();
  const { result } = await renderHook(() => useVoiceClient({ onClientError }));
  const config = { auth: { type: 'apiKey', value: 'key' }, hostname: evi.url } as const;
  await expect(result.current.connect(config)).rejects.toThrow('refused');
  expect(onClientError).toHaveBeenCalledTimes(1);
  const clock = await renderHook(() => useCallDuration());
  clock.result.current.start();
  expect(clock.result.current.store.getSnapshot()).toBe('00:00:00');
  await vi.waitFor(() => expect(clock.result.current.store.getSnapshot()).toBe('00:00:01'), soon);
  clock.result.current.stop();
});
