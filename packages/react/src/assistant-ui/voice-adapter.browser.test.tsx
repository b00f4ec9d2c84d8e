import {
  AssistantRuntimeProvider,
  ComposerPrimitive,
  MessagePrimitive,
  ThreadPrimitive,
  useLocalRuntime,
  useVoiceControls,
  useVoiceState,
  useVoiceVolume,
} from '@assistant-ui/react';
import type { ChatModelAdapter, RealtimeVoiceAdapter } from '@assistant-ui/react';
import { VoiceClient } from '@vivavoce/core';
import { openai } from '@vivavoce/realtime';
import { listen } from '@vivavoce/testing/browser';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import type { ScriptedOpenAIOptions } from '@vivavoce/testing/openai-realtime';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { RenderResult } from 'vitest-browser-react';
import { voiceAdapter } from './voice-adapter.ts';

// assistant-ui's own runtime and components, over a scripted OpenAI Realtime. The microphone is Chromium's, which beeps every second.

const written: ChatModelAdapter = {
  run: () => Promise.resolve({ content: [{ type: 'text', text: 'In writing.' }] }),
};

function Call(): ReactNode {
  const state = useVoiceState();
  const volume = useVoiceVolume();
  const { connect, disconnect, mute, unmute } = useVoiceControls();
  return (
    <>
      <p aria-label="State">
        {state ? `${state.status.type} ${state.mode}${state.isMuted ? ' muted' : ''}` : 'none'}
      </p>
      <meter aria-label="Volume" value={volume} />
      <button onClick={connect}>Call</button>
      <button onClick={disconnect}>Hang up</button>
      <button onClick={mute}>Mute</button>
      <button onClick={unmute}>Unmute</button>
    </>
  );
}

function Message(): ReactNode {
  return (
    <MessagePrimitive.Root>
      <MessagePrimitive.Parts />
    </MessagePrimitive.Root>
  );
}

function Page({ voice }: { readonly voice: RealtimeVoiceAdapter }): ReactNode {
  const runtime = useLocalRuntime(written, { adapters: { voice } });
  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <Call />
      <ThreadPrimitive.Root>
        <div role="log">
          <ThreadPrimitive.Messages components={{ Message }} />
        </div>
        <ComposerPrimitive.Root>
          <ComposerPrimitive.Input aria-label="Message" />
          <ComposerPrimitive.Send>Send</ComposerPrimitive.Send>
        </ComposerPrimitive.Root>
      </ThreadPrimitive.Root>
    </AssistantRuntimeProvider>
  );
}

interface Stage {
  readonly screen: RenderResult;
  readonly client: VoiceClient;
  readonly service: ReturnType<typeof scriptedOpenAI>;
  readonly thread: () => string[];
  readonly state: () => string | null;
  readonly press: (name: string) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
}

async function stage(script: ScriptedOpenAIOptions, token = 'ek_1'): Promise<Stage> {
  const service = scriptedOpenAI({ patience: 10_000, ...script });
  const client = new VoiceClient({
    service: openai({ url: service.url, token: () => token }),
    thread: 'main',
    muted: true,
  });
  const stop = listen(service);
  onTestFinished(async () => {
    await client.disconnect();
    stop();
  });
  const screen = await render(<Page voice={voiceAdapter(client) satisfies RealtimeVoiceAdapter} />);
  return {
    screen,
    client,
    service,
    thread: () =>
      [...screen.container.querySelectorAll('[data-message-id]')].map(
        (message) => message.textContent ?? '',
      ),
    state: () => screen.getByLabelText('State').element().textContent,
    press: (name) => screen.getByRole('button', { name, exact: true }).click(),
    type: async (text) => {
      await screen.getByRole('textbox', { name: 'Message' }).fill(text);
      await screen.getByRole('button', { name: 'Send' }).click();
    },
  };
}

test('assistant-ui holds a whole call: states, typed and spoken words, mute, interruption, volume', async () => {
  const { screen, client, service, thread, state, press, type } = await stage({
    onAnswer: ({ turn }) => ({
      items: [
        turn === 1
          ? { say: 'Hello to you.', duration: 400 }
          : { say: 'A long story that goes on and on until somebody speaks.', duration: 9000 },
      ],
    }),
    onSpeech: (utterance) => ({ transcript: utterance === 1 ? 'Please stop.' : null }),
    transcriptDelay: 300,
  });
  const volume = (): number =>
    Number(screen.getByLabelText('Volume').element().getAttribute('value'));

  await press('Call');
  await expect.poll(state).toBe('running listening muted');
  const session = await service.nextSession();

  await type('Good morning.');
  await expect.poll(thread).toEqual(['Good morning.', 'Hello to you.']);
  await expect.poll(state).toBe('running listening muted');

  // The long answer is heard, and stops for the beep.
  await type('Tell me a story.');
  await expect.poll(state).toBe('running speaking muted');
  await expect.poll(volume).toBeGreaterThan(0.1);
  await press('Unmute');
  await session.next('conversation.item.truncate');
  await press('Mute');
  await expect.poll(state).toBe('running listening muted');
  await expect.poll(() => thread()[4]).toBe('Please stop.');
  expect(thread().slice(0, 3)).toEqual(['Good morning.', 'Hello to you.', 'Tell me a story.']);
  expect(thread()[3]).toMatch(/^(A( long.*)?)?$/);
  expect(thread()[3]).not.toContain('speaks.');

  // By a button of this kit, too: they are the same call.
  await expect.poll(state).toBe('running speaking muted');
  client.interrupt();
  await expect.poll(state).toBe('running listening muted');
  expect(session.refusals).toEqual([]);

  await press('Hang up');
  await expect.poll(state).toBe('none');
  await expect.poll(() => client.state.connection.status).toBe('closed');
  expect(thread()).toHaveLength(6);

  // The thread goes on in writing.
  await type('And now?');
  await expect.poll(() => thread().at(-1)).toBe('In writing.');
});

test('a lost connection, a mute from elsewhere, and the end by the service are told', async () => {
  const { client, service, state, press, type, thread } = await stage({});
  await press('Call');
  await expect.poll(state).toBe('running listening muted');
  client.setMuted(false);
  await expect.poll(state).toBe('running listening');
  client.setMuted(true);

  const session = await service.nextSession();
  service.refuse();
  session.drop();
  await expect.poll(state).toBe('starting listening muted');
  service.refuse(false);
  await expect.poll(state).toBe('running listening muted');
  await type('Still there?');
  await expect.poll(thread).toEqual(['Still there?', 'Answer 1.']);

  // Hung up by this kit's own button.
  await client.disconnect();
  await expect.poll(state).toBe('none');
  await press('Call');
  await expect.poll(state).toBe('running listening muted');
});

test('a call that fails ends with its error, and one that is given up with none', async () => {
  const service = scriptedOpenAI();
  onTestFinished(listen(service));
  const client = new VoiceClient({
    service: openai({ url: service.url, token: () => 'ek_1' }),
    thread: 'main',
  });
  onTestFinished(() => client.disconnect());
  const adapter = voiceAdapter(client);

  service.refuse();
  const refused = adapter.connect({});
  await expect
    .poll(() => refused.status)
    .toMatchObject({
      type: 'ended',
      reason: 'error',
      error: { reason: 'connection-refused' },
    });
  expect(refused.sendText).toBeUndefined();
  service.refuse(false);

  const abort = new AbortController();
  const given = adapter.connect({ abortSignal: abort.signal });
  expect(given.status).toEqual({ type: 'starting' });
  abort.abort();
  expect(given.status).toEqual({ type: 'ended', reason: 'cancelled' });
  const never = adapter.connect({ abortSignal: abort.signal });
  expect(never.status).toEqual({ type: 'ended', reason: 'cancelled' });

  // Another call begins while the one before is still hanging up, and is not ended by that.
  const next = adapter.connect({});
  await expect.poll(() => next.status).toEqual({ type: 'running' });
  next.disconnect();
});
