'use client';

import { VoicePanel, VoiceProvider } from '@vivavoce/react';
import { gemini } from '@vivavoce/realtime';

const service = gemini({
  token: '/api/realtime-token',
  instructions: 'Be brief.',
  // Only for the stand-in: see .env.example.
  url: process.env.NEXT_PUBLIC_GEMINI_URL,
});

export function Voice() {
  return (
    <VoiceProvider service={service}>
      <VoicePanel />
    </VoiceProvider>
  );
}
