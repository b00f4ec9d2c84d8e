import { VoiceClient } from '@vivavoce/core';
import type { Client, Prepare } from './client.ts';

let voice: VoiceClient;

export const prepare: Prepare = (url) => {
  voice = new VoiceClient({ url });
  return voice.prepare();
};

/** This kit, made ready before the click, as `ConnectButton` does when the pointer is over it. */
export const client: Client = async () => {
  await voice.connect();
  return () => voice.disconnect();
};
