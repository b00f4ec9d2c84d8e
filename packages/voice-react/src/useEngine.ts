import type { VoiceClient } from '@vivavoce/core';
import { useConversation } from './VoiceProvider.tsx';

/**
 * The engine's own client behind the provider above: everything that `@humeai/voice-react` has no name for, and the way to the components of
 * `@vivavoce/react`, whose provider takes it as its `client`.
 */
export const useEngine = (): VoiceClient => useConversation('useEngine').client;
