'use client';

import { VoicePanel, VoiceProvider } from '@vivavoce/react';
import { openai } from '@vivavoce/realtime';

const service = openai({
  token: '/api/realtime-token',
  instructions: 'Be brief.',
  // Only for the stand-in: see .env.example.
  url: process.env.NEXT_PUBLIC_OPENAI_URL,
});

export function Voice() {
  return (
    <VoiceProvider service={service}>
      <VoicePanel />
    </VoiceProvider>
  );
}
