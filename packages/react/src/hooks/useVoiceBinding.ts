import { VoiceError } from '@vivavoce/core';
import { useContext } from 'react';
import type { VoiceBinding } from '../provider/voice-binding.ts';
import { VoiceContext } from '../provider/voice-context.ts';

/** The nearest provider's client and store. @throws VoiceError `usage` outside a provider */
export function useVoiceBinding(): VoiceBinding {
  const binding = useContext(VoiceContext);
  if (binding) return binding;
  throw VoiceError.usage(
    'Failed to use the voice: there is no VoiceProvider above. Did you wrap it in <VoiceProvider>?',
  );
}
