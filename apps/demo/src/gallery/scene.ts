import { fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import { hummingMicrophone } from './humming-microphone.ts';
import type { Story } from './story.ts';

/** What a story needs around it, in this page: a server that follows its script, and a microphone. */
export interface Scene {
  readonly url: string;
  /** Lets the story's script wait for its call. However often, it is played once. */
  readonly play: () => void;
}

export function setTheScene({ script, server, microphone, humming = false }: Story): Scene {
  const evi = scriptedEvi({
    patience: 60_000,
    ...(server === 'silent' && { onChat: () => undefined }),
  });
  if (server === 'absent') evi.refuse();
  listen(evi);
  if (microphone) fakeMicrophone(microphone);
  else hummingMicrophone(humming);
  let played = false;
  return {
    url: evi.url,
    play: () => {
      if (played || server === 'absent' || microphone) return;
      played = true;
      void evi.nextChat().then(async (chat) => {
        // The settings are the client's answer to the greeting: then the call is up.
        if (server !== 'silent') await chat.next('session_settings');
        await script?.(chat);
      });
    },
  };
}
