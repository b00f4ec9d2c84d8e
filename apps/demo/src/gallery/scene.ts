import { fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import { hummingMicrophone } from './humming-microphone.ts';
import type { Props, Story } from './story.ts';

/** What a story needs around it, in this page: a server that follows its script, and a microphone. */
export interface Scene {
  readonly url: string;
  /** Lets the story's script wait for its call. However often, it is played once. */
  readonly play: () => void;
}

export function setTheScene(story: Story): Scene {
  const { script, server, microphone } = story;
  const evi = scriptedEvi({
    patience: 60_000,
    ...(server === 'silent' && { onChat: () => undefined }),
  });
  if (server === 'absent') evi.refuse();
  listen(evi);
  const props = furnish(story);
  let played = false;
  return {
    url: evi.url,
    play: () => {
      if (played || server === 'absent' || microphone) return;
      played = true;
      void evi.nextChat().then(async (chat) => {
        // The settings are the client's answer to the greeting: then the call is up.
        if (server !== 'silent') await chat.next('session_settings');
        await script?.(chat, props);
      });
    },
  };
}

function furnish({ microphone, humming = false, silenced, clinging, fixedSpeaker }: Story): Props {
  if (silenced) silence();
  if (clinging) AudioContext.prototype.close = () => new Promise(() => undefined);
  if (fixedSpeaker) Reflect.deleteProperty(AudioContext.prototype, 'setSinkId');
  if (!microphone) return { letTimePass, ...hummingMicrophone(humming) };
  const fake = fakeMicrophone(microphone);
  return {
    letTimePass,
    takeMicrophone: (why) => (why === 'revoked' ? fake.revoke() : fake.unplug()),
  };
}

function letTimePass(ms: number): void {
  const now = Date.now;
  Date.now = () => now() + ms;
}

/** A browser that waits for a gesture before it lets anything sound. */
function silence(): void {
  globalThis.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      void super.suspend();
    }

    override resume(): Promise<void> {
      return new Promise(() => undefined);
    }
  };
}
