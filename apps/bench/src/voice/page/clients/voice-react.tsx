import { VoiceProvider, useVoice } from '@humeai/voice-react';
import { useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import type { Client } from './client.ts';

/** The official React package, in the smallest app that uses it: one component that reads the status. */
export function voiceReact(enableAudioWorklet: boolean): Client {
  return (url) =>
    new Promise((settle, fail) => {
      const root = createRoot(document.getElementById('root') ?? document.body);
      root.render(
        <VoiceProvider
          enableAudioWorklet={enableAudioWorklet}
          onError={(error) => fail(new Error(error.message))}
        >
          <Conversation url={url} onConnected={settle} />
        </VoiceProvider>,
      );
    });
}

function Conversation({
  url,
  onConnected,
}: {
  url: string;
  onConnected: (disconnect: () => Promise<void>) => void;
}) {
  const { connect, disconnect, status } = useVoice();
  const started = useRef(false);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void connect({ auth: { type: 'apiKey', value: 'none' }, hostname: url });
  });
  useEffect(() => {
    if (status.value === 'connected') onConnected(disconnect);
  }, [status.value]);
  return <p>{status.value}</p>;
}
