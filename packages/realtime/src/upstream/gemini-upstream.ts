import { geminiModel, geminiTraits } from '../gemini/gemini-model.ts';
import type { GeminiSettings } from '../gemini/gemini-model.ts';
import { geminiSetup } from '../gemini/gemini-protocol.ts';
import type { GeminiConversation } from '../gemini/gemini-protocol.ts';
import { defaultModels } from '../models.ts';
import { serverProtocol } from './server-protocol.ts';
import { configOf, socketUrl } from './upstream.ts';
import type { RealtimeUpstream, UpstreamOptions } from './upstream.ts';

/** Options of {@link geminiUpstream}. */
export interface GeminiUpstreamOptions extends UpstreamOptions, GeminiSettings {
  /** Default: `gemini-live-2.5-flash-preview`. */
  readonly model?: string | undefined;
}

/** Gemini Live as a server reaches it, or what speaks its language. */
export function geminiUpstream(options: GeminiUpstreamOptions): RealtimeUpstream {
  const { apiKey = '', model = defaultModels.gemini, setup } = options;
  const url = socketUrl(options.url ?? 'wss://generativelanguage.googleapis.com');
  return {
    name: `gemini ${model}`,
    protocol: serverProtocol(geminiSetup),
    options: { model, config: configOf(options), setup } satisfies GeminiConversation,
    sampleRate: geminiTraits.inputRate,
    address: () => geminiModel(model).getWebSocketConfig?.({ token: apiKey, url }) ?? { url },
  };
}
