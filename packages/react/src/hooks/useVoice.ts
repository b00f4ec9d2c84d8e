import type { Voice } from '../provider/voice-binding.ts';
import { useVoiceStore } from '../store/voice-store.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/**
 * The conversation of the nearest {@link VoiceProvider}: its state and the commands.
 *
 * With a selector the component renders again only when what it picks has changed; a selector may make an object or an
 * array of its picks. Commands keep one identity for ever, so they may stand in dependency lists or be handed on alone.
 *
 * @example
 * ```tsx
 * const { status, connect } = useVoice();
 * const speaking = useVoice((voice) => voice.assistant === 'speaking');
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useVoice(): Voice;
export function useVoice<T>(selector: (voice: Voice) => T): T;
export function useVoice<T>(selector?: (voice: Voice) => T): T | Voice {
  const { store, voiceOf } = useVoiceBinding();
  return useVoiceStore<T | Voice>(store, (state) =>
    selector ? selector(voiceOf(state)) : voiceOf(state),
  );
}
