// src/Thread.tsx
import {
  AssistantRuntimeProvider,
  MessagePrimitive,
  ThreadPrimitive,
  useLocalRuntime,
  useVoiceControls,
  useVoiceState,
} from '@assistant-ui/react';
import type { ChatModelAdapter } from '@assistant-ui/react';
import { VoiceClient, VoiceProvider } from '@vivavoce/react';
import { voiceAdapter } from '@vivavoce/react/assistant-ui';
import { openai } from '@vivavoce/realtime';
import type { ReactNode } from 'react';

const client = new VoiceClient({ service: openai({ token: '/api/realtime-token' }) });
const voice = voiceAdapter(client);
const model: ChatModelAdapter = { run: () => Promise.resolve({ content: [] }) };

function Call(): ReactNode {
  const { connect, disconnect } = useVoiceControls();
  const state = useVoiceState();
  return <button onClick={state ? disconnect : connect}>{state?.status.type ?? 'Call'}</button>;
}

function Message(): ReactNode {
  return (
    <MessagePrimitive.Root>
      <MessagePrimitive.Parts />
    </MessagePrimitive.Root>
  );
}

export default function Thread(): ReactNode {
  const runtime = useLocalRuntime(model, { adapters: { voice } });
  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <VoiceProvider client={client}>
        <Call />
        <ThreadPrimitive.Messages components={{ Message }} />
      </VoiceProvider>
    </AssistantRuntimeProvider>
  );
}
