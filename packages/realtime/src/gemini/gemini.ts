import type { VoiceService } from '@vivavoce/core';
import { defaultModels } from '../models.ts';
import { partsOf } from '../service.ts';
import type { ServiceOptions } from '../service.ts';
import { askToken, checkToken } from '../token/ask-token.ts';
import { geminiModel } from './gemini-model.ts';
import type { GeminiSettings } from './gemini-model.ts';
import type { GeminiConversation } from './gemini-protocol.ts';

/** Options of {@link gemini}. */
export interface GeminiOptions extends ServiceOptions, GeminiSettings {
  /** Default: `gemini-live-2.5-flash-preview`. */
  readonly model?: string | undefined;
  /** Scheme and host. Default: `wss://generativelanguage.googleapis.com`. */
  readonly url?: string | undefined;
}

/**
 * Gemini Live as the voice of the kit. A `token` that begins with `auth_tokens/` is an ephemeral one.
 *
 * @throws TypeError for a secret as `token`
 *
 * @example
 * ```tsx
 * const service = gemini({ token: '/api/realtime-token' });
 * <VoiceProvider service={service}>…</VoiceProvider>
 * ```
 */
export function gemini(options: GeminiOptions): VoiceService {
  const { token, model = defaultModels.gemini, greeting, setup } = options;
  const { url = 'wss://generativelanguage.googleapis.com', instructions, voice } = options;
  checkToken(token);
  const conversation: GeminiConversation = {
    model,
    greeting,
    setup,
    config: { ...(instructions && { instructions }), ...(voice && { voice }) },
  };
  return {
    sampleRate: 16_000,
    unsupported: ['say', 'pause', 'scores', 'settings', 'chats'],
    options: conversation,
    address: async (attempt) => {
      const secret = await askToken(token, attempt);
      return geminiModel(model).getWebSocketConfig?.({ token: secret, url }) ?? { url };
    },
    ...partsOf({
      source: () => import('./gemini-voice.ts?inline-source'),
      protocol: async () => (await import('./gemini-protocol.ts')).geminiProtocol,
    }),
  };
}
