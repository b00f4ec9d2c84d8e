'use client';

import { VoicePanel, VoiceProvider } from '@vivavoce/react';

/** Asks the token route, at each attempt to connect. */
async function credentials({ signal }: { signal: AbortSignal }) {
  const answer = await fetch('/api/token', { method: 'POST', signal });
  if (!answer.ok) throw new Error(`The token route answered ${answer.status}.`);
  const { access_token: accessToken } = await answer.json();
  return { accessToken };
}

const url = process.env.NEXT_PUBLIC_VOICE_URL ?? 'http://127.0.0.1:8788';

export function Voice() {
  return (
    <VoiceProvider url={url} credentials={credentials}>
      <VoicePanel />
    </VoiceProvider>
  );
}
