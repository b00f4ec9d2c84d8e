import type { VoiceService } from '@vivavoce/core';
import { partsOf, secretOf } from '../service.ts';
import type { ServiceOptions } from '../service.ts';
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
 * @throws TypeError for a model that no page can reach
 * @example
 * ```tsx
 * const service = openai({ token: () => fetch('/api/token').then((answer) => answer.text()) });
 * <VoiceProvider service={service}>…</VoiceProvider>
 * ```
 */
export function openai(options: OpenAIOptions): VoiceService {
  const { model = 'gpt-realtime', url = 'wss://api.openai.com', greeting } = options;
  const { instructions, voice, turnDetection, transcription, session } = options;
  if (model.startsWith('gpt-live')) {
    throw new TypeError(
      `Failed to use ${model}: because it has no secret that a page could hold. Did you mean to reach it through a server of yours?`,
    );
  }
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
    options: conversation,
    address: async (attempt) => {
      const token = await secretOf(options, attempt);
      return openaiModel(model).getWebSocketConfig?.({ token, url }) ?? { url };
    },
    ...partsOf({
      source: () => import('./openai-worker.ts?inline-source'),
      protocol: async () => (await import('./openai-protocol.ts')).openaiProtocol,
    }),
  };
}
