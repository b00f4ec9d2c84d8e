import { VoiceClient } from '@vivavoce/core';
import { heard } from '../heard.ts';
import type { Client } from './client.ts';

/** This kit, as it comes. */
export const client: Client = async (url) => {
  const voice = new VoiceClient({ url });
  voice.on('playback-ended', (event) => heard.push(event.heard.duration));
  await voice.connect();
  return () => voice.disconnect();
};
