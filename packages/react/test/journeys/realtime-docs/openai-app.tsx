// src/App.tsx
import { ConnectButton, Transcript, VoiceProvider } from '@vivavoce/react';
import { openai } from '@vivavoce/realtime';
import type { ReactNode } from 'react';

const service = openai({ token: '/api/realtime-token', instructions: 'Be brief.' });

export default function App(): ReactNode {
  return (
    <VoiceProvider service={service}>
      <ConnectButton />
      <Transcript />
    </VoiceProvider>
  );
}
