// src/OneHistory.tsx
import { useChat } from '@ai-sdk/react';
import { ConnectButton, VoiceProvider, useTranscript } from '@vivavoce/react';
import { mergeUIMessages, toContext, toUIMessages } from '@vivavoce/react/ai-sdk';
import { openai } from '@vivavoce/realtime';
import { useEffect } from 'react';
import type { ReactNode } from 'react';

const service = openai({ token: '/api/realtime-token' });

function Spoken({ setMessages }: Pick<ReturnType<typeof useChat>, 'setMessages'>): ReactNode {
  const { entries } = useTranscript();
  useEffect(
    () => setMessages((messages) => mergeUIMessages(messages, toUIMessages(entries))),
    [entries, setMessages],
  );
  return <ConnectButton />;
}

export default function App(): ReactNode {
  const { messages, setMessages, sendMessage } = useChat();
  return (
    <VoiceProvider service={service} session={{ context: toContext(messages) }}>
      <ol>
        {messages.map(({ id, role, parts }) => (
          <li key={id}>
            {role}: {parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ')}
          </li>
        ))}
      </ol>
      <button onClick={() => void sendMessage({ text: 'In writing: hello.' })}>Write</button>
      <Spoken setMessages={setMessages} />
    </VoiceProvider>
  );
}
