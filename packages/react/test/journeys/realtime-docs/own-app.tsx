// src/OwnModel.tsx
import type { VoiceService } from '@vivavoce/core';
import { ConnectButton, Transcript, VoiceProvider } from '@vivavoce/react';
import type { ReactNode } from 'react';

const service: VoiceService = {
  sampleRate: 24_000,
  // Called for each connection attempt, so each has fresh credentials.
  address: async ({ signal }) => {
    const answer = await fetch('/api/realtime-token', { method: 'POST', signal });
    const { token } = (await answer.json()) as { token: string };
    return {
      url: 'wss://api.openai.com/v1/realtime?model=gpt-realtime',
      protocols: ['realtime', `openai-insecure-api-key.${token}`],
    };
  },
  worker: (name) =>
    new Worker(new URL('./voice.worker.ts', import.meta.url), { type: 'module', name }),
  // Fallback where Workers are unavailable: the session runs on the main thread.
  inline: async (tell) => {
    const { startSession } = await import('@vivavoce/core/worker');
    const { protocol } = await import('./own-protocol');
    return startSession(protocol, tell);
  },
};

export default function App(): ReactNode {
  return (
    <VoiceProvider service={service}>
      <ConnectButton />
      <Transcript />
    </VoiceProvider>
  );
}
