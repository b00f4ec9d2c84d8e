// src/App.tsx
import { ConnectButton, Transcript, VoiceProvider } from '@vivavoce/react';
import { gemini } from '@vivavoce/realtime';
import type { ReactNode } from 'react';

const service = gemini({ token: '/api/realtime-token', instructions: 'Be brief.' });

export default function App(): ReactNode {
  return (
    <VoiceProvider service={service}>
      <ConnectButton />
      <Transcript />
    </VoiceProvider>
  );
}
