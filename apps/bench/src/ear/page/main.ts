import { VoiceClient } from '@vivavoce/core';
import { recordSound, source, speaker } from '../../voice/page/instrument/speaker.ts';

/** The kit in a page, and what it plays and hears. */
const ear = {
  /** Connects to the server at that address and has it tell a story. */
  async begin(url: string): Promise<void> {
    const voice = new VoiceClient({ url, bargeIn: 'duck' });
    await voice.connect();
    await speaker.ready;
    await source.ready;
    voice.sendText('tell me a long story');
  },
  saveSpeaker: () => speaker.save('/speaker'),
  saveSource: () => source.save('/source'),
};

declare global {
  interface Window {
    ear: typeof ear;
  }
}

recordSound(false);
window.ear = ear;
