import { VoiceClient } from '@vivavoce/core';
import { recordSound, source, speaker } from '../../voice/page/instrument/speaker.ts';

const told = { interrupted: 0, dismissed: 0 };

/** The kit in a page, and what it plays and hears. */
const ear = {
  /** Connects to the server at that address and has it tell a story. */
  async begin(url: string): Promise<void> {
    const voice = new VoiceClient({ url, bargeIn: 'duck' });
    voice.on('unknown-message', ({ message }) => {
      if (message['type'] === 'dismissed') told.dismissed += 1;
    });
    voice.on('interrupted', () => (told.interrupted += 1));
    await voice.connect();
    await speaker.ready;
    await source.ready;
    voice.sendText('tell me a long story');
  },
  /** How often the server has said that what was heard interrupts the assistant, and that it does not. */
  told: () => told,
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
