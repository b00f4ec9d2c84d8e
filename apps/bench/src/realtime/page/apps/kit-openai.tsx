import { openai } from '@vivavoce/realtime';
import { useState } from 'react';
import { secret } from '../secret.ts';
import type { App } from './app.ts';
import { Kit } from './kit.tsx';

/** This kit on OpenAI Realtime. */
export const app: App = ({ url, onShown }) => {
  const [service] = useState(() => openai({ token: secret, url: url.replace('http', 'ws') }));
  return <Kit service={service} onShown={onShown} />;
};
