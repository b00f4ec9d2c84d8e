import { VoiceError } from '@vivavoce/core';
import { useContext } from 'react';
import type { Voice, VoiceBinding } from '../provider/voice-binding.ts';
import { VoiceContext } from '../provider/voice-context.ts';
import { useVoiceStore } from '../store/voice-store.ts';

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
  const { store, voiceOf } = useBinding();
  return useVoiceStore<T | Voice>(store, (state) =>
    selector ? selector(voiceOf(state)) : voiceOf(state),
  );
}

function useBinding(): VoiceBinding {
  const binding = useContext(VoiceContext);
  if (binding) return binding;
  throw VoiceError.usage(
    'Failed to use the voice: there is no VoiceProvider above this component. Did you wrap it in <VoiceProvider>?',
  );
}
