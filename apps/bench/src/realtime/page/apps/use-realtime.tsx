import { openai } from '@ai-sdk/openai';
import { experimental_useRealtime } from '@ai-sdk/react';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Watched } from '../../../react/page/commits.tsx';
import type { App } from './app.ts';

const model = openai.experimental_realtime('gpt-realtime');
const api = { token: '/token' };
const sessionConfig = {
  inputAudioTranscription: {},
  turnDetection: { type: 'server-vad' as const },
};

/** The AI SDK's hook. It has no selectors: who reads the status is who holds the hook. */
export const app: App = ({ onShown }) => (
  <Watched part="app">
    <Watched part="status">
      <Conversation onShown={onShown} />
    </Watched>
  </Watched>
);

function Conversation({ onShown }: { readonly onShown: () => void }): ReactNode {
  const { connect, startAudioCapture, status } = experimental_useRealtime({
    model,
    api,
    sessionConfig,
  });
  useEffect(onShown, [onShown]);
  const start = async (): Promise<void> => {
    // Side by side, as fast as it goes; the context that plays is made first.
    const stream = navigator.mediaDevices.getUserMedia({ audio: true });
    await connect();
    startAudioCapture(await stream);
  };
  return (
    <>
      <button onClick={() => void start()}>Connect</button>
      <p>{status}</p>
    </>
  );
}
