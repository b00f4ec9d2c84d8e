import * as theirs from '@humeai/voice-react';
import { scriptedEvi } from '@vivavoce/testing';
import type { ScriptedChat } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import { useLayoutEffect } from 'react';
import type { ComponentType, ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import * as beta from 'voice-react-beta';
import * as ours from '../src/index.ts';

// One page, written for @humeai/voice-react, in a real browser with a real microphone and real sound: what it sees, what it is told and
// what reaches the server are the same with this package.

type Kit = Pick<typeof ours, 'useVoice'> & { VoiceProvider: ComponentType<Props> };
type Props = Omit<ours.VoiceProviderProps, 'engine'>;
type Voice = Omit<ours.VoiceContextType, 'fft' | 'micFft' | 'callDurationTimestamp'>;

const OurProvider = ({ children, ...props }: Props): ReactNode => (
  // Worklets and sockets as they are; the scripted server is in this page, where a Worker's socket does not find it.
  <ours.VoiceProvider {...props} engine={{ thread: 'main' }}>
    {children}
  </ours.VoiceProvider>
);
const kits: Record<string, Kit> = {
  ours: { useVoice: ours.useVoice, VoiceProvider: OurProvider },
  '0.2.14': theirs as unknown as Kit,
  '0.3.0-beta.5': beta as unknown as Kit,
};

/** What an app can compare: no times, no classes. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === 'receivedAt' || key === 'time' || inner === false ? undefined : inner,
    ),
  );
}

/** Goes through a whole call. @returns all that happened, in order */
async function walk({ VoiceProvider, useVoice }: Kit): Promise<unknown[]> {
  const story: unknown[] = [];
  const note = (what: string, value: unknown): void => {
    story.push([what, plain(value)]);
  };
  const evi = scriptedEvi({ url: `ws://evi${Math.random()}.test`, patience: 8000 });
  onTestFinished(listen(evi));
  const told = {
    onMessage: vi.fn(),
    onError: vi.fn(),
    onOpen: vi.fn(),
    onClose: vi.fn(),
    onAudioReceived: vi.fn(),
    onAudioStart: vi.fn(),
    onAudioEnd: vi.fn(),
    onInterruption: vi.fn(),
  } as const;
  const seen = { voice: {} as Voice };
  function Page() {
    const { ...all } = useVoice();
    useLayoutEffect(() => {
      seen.voice = all;
    });
    return <p>{all.status.value}</p>;
  }
  const page = await render(
    <VoiceProvider
      {...told}
      enableAudioWorklet={false}
      onToolCall={async ({ name, parameters }, send) =>
        name === 'weather'
          ? send.success({ asked: parameters })
          : send.error({ error: 'no such tool', code: 'gone', level: 'warn', content: 'Sorry.' })
      }
    >
      <Page />
    </VoiceProvider>,
  );
  const until = (holds: () => boolean): Promise<unknown> =>
    vi.waitFor(() => expect(holds()).toBe(true), { timeout: 8000, interval: 10 });
  const types = (): string[] => seen.voice.messages.map(({ type }) => type);

  note('before', [
    seen.voice.status,
    seen.voice.readyState,
    seen.voice.messages,
    seen.voice.volume,
    seen.voice.error,
  ]);
  await seen.voice.connect({
    auth: { type: 'apiKey', value: 'key' },
    hostname: evi.url.replace('ws', 'http'),
    configId: 'config',
    configVersion: 3,
    resumedChatGroupId: 'group-7',
    audioConstraints: { echoCancellation: false },
  });
  const chat: ScriptedChat = await evi.nextChat();
  await until(() => seen.voice.status.value === 'connected' && types().length === 2);
  const { query } = chat;
  note('address', [
    ...['api_key', 'config_id', 'config_version', 'resumed_chat_group_id'].map((name) =>
      query.get(name),
    ),
    query.get('verbose_transcription'),
  ]);
  note('connected', [
    seen.voice.status,
    seen.voice.readyState,
    seen.voice.messages,
    seen.voice.chatMetadata,
  ]);
  note('onOpen', told.onOpen.mock.calls.length);

  chat.hear('hel', { interim: true });
  await until(() => types().at(-1) === 'user_message');
  chat.send({ type: 'assistant_prosody', id: 'x', models: {} });
  await until(() => types().includes('assistant_prosody'));
  note('interim last', [types(), seen.voice.lastUserMessage]);
  chat.hear('hello', { scores: { Joy: 0.5, 'Surprise (negative)': 0.25 } });
  await until(() => seen.voice.lastUserMessage !== null);
  note('heard', [seen.voice.messages, seen.voice.lastUserMessage]);

  chat.say('Hi there.', { tones: [{ duration: 300 }], scores: { Joy: 1 } });
  chat.endTurn();
  await until(() => seen.voice.lastVoiceMessage !== null && seen.voice.isPlaying);
  note('started', [told.onAudioStart.mock.calls, seen.voice.lastVoiceMessage]);
  await until(
    () => !seen.voice.isPlaying && seen.voice.lastAssistantProsodyMessage?.id === 'message-1',
  );
  note('ended', [told.onAudioEnd.mock.calls, seen.voice.lastAssistantProsodyMessage]);
  note('sound', [
    told.onAudioReceived.mock.calls,
    [...types()].sort(),
    seen.voice.playerQueueLength,
  ]);

  const call = chat.callTool('weather', { city: 'Paris' });
  const answer = await chat.next('tool_response');
  chat.send(answer);
  await until(() => seen.voice.toolStatusStore[call]?.resolved !== undefined);
  note('tool', [answer, seen.voice.toolStatusStore]);
  chat.callTool('tides', {});
  note('tool error', await chat.next('tool_error'));

  seen.voice.sendUserInput('typed');
  note('typed', await chat.next('user_input'));
  seen.voice.sendAssistantInput('Say this.');
  note('say', await chat.next('assistant_input'));
  seen.voice.pauseAssistant();
  note('pause', await chat.next('pause_assistant_message'));
  await until(() => seen.voice.isPaused);
  seen.voice.resumeAssistant();
  note('resume', await chat.next('resume_assistant_message'));
  await until(() => !seen.voice.isPaused);
  seen.voice.sendToolMessage({ type: 'tool_response', toolCallId: 'call-9', content: '9' });
  note('tool message', await chat.next('tool_response'));
  seen.voice.sendSessionSettings({ systemPrompt: 'Be brief.', variables: { firstName: 'Ada' } });
  await until(() => types().at(-1) === 'session_settings');
  const settings = chat.received.filter(
    (message) => message.type === 'session_settings' && message.system_prompt,
  );
  note('settings', [settings, seen.voice.messages.at(-1)?.type]);

  seen.voice.mute();
  seen.voice.muteAudio();
  seen.voice.setVolume(7);
  await until(() => seen.voice.isMuted && seen.voice.isAudioMuted);
  note('muted', seen.voice.volume);
  seen.voice.unmute();
  seen.voice.unmuteAudio();
  seen.voice.setVolume(0.5);
  await until(() => !seen.voice.isMuted && !seen.voice.isAudioMuted && seen.voice.volume === 0.5);

  chat.say('A long story.', { tones: [{ duration: 5000 }] });
  await until(() => seen.voice.isPlaying);
  chat.interrupt();
  await until(() => !seen.voice.isPlaying && types().includes('user_interruption'));
  note('interrupted', told.onInterruption.mock.calls);

  chat.fail('slow', 'It takes long.');
  await until(() => types().includes('error'));
  note('error', [told.onError.mock.calls, seen.voice.status, seen.voice.error, seen.voice.isError]);

  await seen.voice.connect({ auth: { type: 'apiKey', value: 'key' } });
  note('connected before', [evi.chats.length, seen.voice.status]);
  seen.voice.clearMessages();
  await until(() => types().length === 0);
  note('cleared', [seen.voice.messages, seen.voice.lastUserMessage, seen.voice.lastVoiceMessage]);

  chat.hear('bye');
  await until(() => types().length === 1);
  await seen.voice.disconnect();
  await until(
    () => seen.voice.status.value === 'disconnected' && told.onClose.mock.calls.length > 0,
  );
  await until(() => `${seen.voice.readyState}` === 'closed');
  note('disconnected', [
    seen.voice.status,
    seen.voice.messages,
    seen.voice.toolStatusStore,
    seen.voice.volume,
  ]);
  note('onClose', [
    told.onClose.mock.calls.length,
    (told.onClose.mock.calls[0]?.[0] as CloseEvent).code,
  ]);
  const messages = told.onMessage.mock.calls.map(([message]) => (message as { type: string }).type);
  note('onMessage', [...messages].sort());
  await page.unmount();
  return story;
}

let mine: Promise<unknown[]> | undefined;

test.each(['0.2.14', '0.3.0-beta.5'])(
  'a page sees and does the same as with voice-react %s',
  { timeout: 60_000 },
  async (version) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const expected = await walk(kits[version] ?? ({} as Kit));
    mine ??= walk(kits['ours'] ?? ({} as Kit));
    expect(expected.length).toBeGreaterThan(20);
    expect(await mine).toEqual(expected);
  },
);
