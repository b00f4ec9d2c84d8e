import { VoiceClient } from '@vivavoce/core';
import type { Client } from './client.ts';

/** This kit with another playback processor, which the stage has made of the kit's own. */
export const withPlayback =
  (name: string): Client =>
  async (url) => {
    const voice = new VoiceClient({
      url,
      assets: {
        captureProcessor: '/capture-processor.js',
        playbackProcessor: `/playback-${name}.js`,
        voiceWorker: '/voice-worker.js',
      },
    });
    await voice.connect();
    return () => voice.disconnect();
  };
