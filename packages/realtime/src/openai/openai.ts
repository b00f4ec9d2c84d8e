import type { VoiceService } from '@vivavoce/core';
import { checkModel, defaultModels } from '../models.ts';
import { partsOf } from '../service.ts';
import type { ServiceOptions } from '../service.ts';
import { askToken, checkToken } from '../token/ask-token.ts';
import { openaiModel } from './openai-model.ts';
import type { OpenAISettings } from './openai-model.ts';
import type { OpenAIConversation } from './openai-protocol.ts';

/** Options of {@link openai}. */
export interface OpenAIOptions extends ServiceOptions, OpenAISettings {
  /** Default: `gpt-realtime`. */
  readonly model?: string | undefined;
  /** Scheme and host of a gateway, or of a model of your own that speaks the same. Default: `wss://api.openai.com`. */
  readonly url?: string | undefined;
}

/**
 * OpenAI Realtime as the voice of the kit, or what speaks its language.
 *
 * @throws TypeError for a model that no page can reach, and for a secret as `token`
 * @example
 * ```tsx
 * const service = openai({ token: '/api/realtime-token' });
 * <VoiceProvider service={service}>…</VoiceProvider>
 * ```
 */
export function openai(options: OpenAIOptions): VoiceService {
  const { model = defaultModels.openai, url = 'wss://api.openai.com' } = options;
  const { token, greeting, instructions, voice, turnDetection, transcription, session } = options;
  checkModel(model);
  checkToken(token);
  const conversation: OpenAIConversation = {
    model,
    greeting,
    turnDetection,
    transcription,
    session,
    config: { ...(instructions && { instructions }), ...(voice && { voice }) },
  };
  return {
    sampleRate: 24_000,
    unsupported: ['say', 'scores', 'chats'],
    options: conversation,
    address: async (attempt) => {
      const secret = await askToken(token, attempt);
      return openaiModel(model).getWebSocketConfig?.({ token: secret, url }) ?? { url };
    },
    ...partsOf({
      source: () => import('./openai-voice.ts?inline-source'),
      protocol: async () => (await import('./openai-protocol.ts')).openaiProtocol,
    }),
  };
}
