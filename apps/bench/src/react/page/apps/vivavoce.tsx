import { Transcript, VoiceProvider, useVoice } from '@vivavoce/react';
import '@vivavoce/react/styles.css';
import { useEffect } from 'react';
import { Watched } from '../commits.tsx';
import type { App } from './app.ts';

/** This kit: its provider, its transcript, and a component that reads the status. */
export const app: App = ({ url, onConnected }) => (
  <Watched part="app">
    <VoiceProvider url={url} historyLimit={10_000}>
      <Watched part="status">
        <Status onConnected={onConnected} />
      </Watched>
      <Watched part="transcript">
        <Transcript />
      </Watched>
    </VoiceProvider>
  </Watched>
);

function Status({ onConnected }: { onConnected: () => void }) {
  const connect = useVoice((voice) => voice.connect);
  const status = useVoice((voice) => voice.status);
  useEffect(() => void connect(), [connect]);
  useEffect(() => {
    if (status === 'connected') onConnected();
  }, [status, onConnected]);
  return <p>{status}</p>;
}
