import { VoicePanel, VoiceProvider } from '@vivavoce/react';
import type { VoiceProviderProps } from '@vivavoce/react';
import '@vivavoce/react/styles.css';

/** Stories and tests give it other options than the app does. */
export function Voice(options: Partial<VoiceProviderProps>) {
  return (
    <VoiceProvider url="http://127.0.0.1:8788" {...options}>
      <VoicePanel />
    </VoiceProvider>
  );
}
