import { VoiceClient } from '@vivavoce/core';
import type { Client } from './client.ts';

/** This kit, as it comes. */
export const client: Client = async (url) => {
  const voice = new VoiceClient({ url });
  await voice.connect();
  return () => voice.disconnect();
};
