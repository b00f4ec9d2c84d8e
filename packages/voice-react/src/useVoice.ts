import { useMemo, useState, useSyncExternalStore } from 'react';
import type { Conversation } from './conversation.ts';
import { useOnRead } from './useOnRead.ts';
import type { VoiceContextType, VoiceState } from './voice-context.ts';
import { useConversation } from './VoiceProvider.tsx';

/**
 * The call of the provider above: its state and its commands. A component is rendered when something changes that it has read, and for
 * nothing else.
 *
 * @throws Error outside of a provider
 */
export const useVoice = (): VoiceContextType => {
  const conversation = useConversation('useVoice');
  const [view] = useState(() => new VoiceView(conversation));
  const voice = useSyncExternalStore(conversation.subscribe, view.read, view.read);
  const [fft, takeFft] = useOnRead(conversation.playerFft);
  const [micFft, takeMicFft] = useOnRead(conversation.micFft);
  const [duration, takeDuration] = useOnRead(conversation.clock.store);
  return useMemo(() => {
    const live = { fft: takeFft, micFft: takeMicFft, callDurationTimestamp: takeDuration };
    const all = Object.getOwnPropertyDescriptors(voice) as PropertyDescriptorMap;
    for (const [name, get] of Object.entries(live)) all[name] = { get, enumerable: true };
    return Object.defineProperties({}, all) as VoiceContextType;
    // Another object whenever something in it is another, as a component may hand it on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [voice, fft, micFft, duration, takeFft, takeMicFft, takeDuration]);
};

/** All but what changes by the clock. */
type Steady = Omit<VoiceContextType, 'fft' | 'micFft' | 'callDurationTimestamp'>;

/** What one component has read of a call: another object when one of these has changed. */
class VoiceView {
  readonly #conversation: Conversation;
  readonly #read = new Set<keyof VoiceState>();
  #shown: VoiceState | null = null;
  #voice = {} as Steady;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  read = (): Steady => {
    const { state, commands } = this.#conversation;
    const shown = this.#shown;
    if (shown && [...this.#read].every((name) => shown[name] === state[name])) return this.#voice;
    this.#shown = state;
    const voice = { ...commands };
    for (const name of Object.keys(state) as (keyof VoiceState)[]) {
      Object.defineProperty(voice, name, { get: () => this.#take(name), enumerable: true });
    }
    this.#voice = voice as Steady;
    return this.#voice;
  };

  /** What is read in a callback is what is so at that moment. */
  #take(name: keyof VoiceState): unknown {
    this.#read.add(name);
    return this.#conversation.state[name];
  }
}
