import type { Voice } from '../provider/voice-binding.ts';
import { useVoiceStore } from '../store/voice-store.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/**
 * The state and commands of the nearest {@link VoiceProvider}.
 *
 * With a selector the component re-renders only when the selected value has changed; a selector may return a new object or
 * array, whose parts are compared. Commands are referentially stable: safe in dependency arrays, and to be passed on alone.
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
