import type { VoiceClient } from '@vivavoce/core';
import { heard } from '../heard.ts';
import type { Client } from './client.ts';

/** A kit as it comes. */
export const kit =
  (Kit: typeof VoiceClient): Client =>
  async (url) => {
    const voice = new Kit({ url });
    voice.on('playback-ended', (event) => heard.push(event.heard.duration));
    await voice.connect();
    return () => voice.disconnect();
  };
