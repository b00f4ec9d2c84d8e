import { VoiceClient } from 'vivavoce-before';
import type { Client } from './client.ts';

/** The kit of another checkout, as it comes. */
export const client: Client = async (url) => {
  const voice = new VoiceClient({ url });
  await voice.connect();
  return () => voice.disconnect();
};
