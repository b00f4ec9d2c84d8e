import { liveSetup } from '../live/live-protocol.ts';
import type { LiveConversation } from '../live/live-protocol.ts';
import { defaultModels } from '../models.ts';
import type { OpenAISettings } from '../openai/openai-model.ts';
import { openaiSetup } from '../openai/openai-protocol.ts';
import type { OpenAIConversation } from '../openai/openai-protocol.ts';
import { serverProtocol } from './server-protocol.ts';
import { configOf, socketUrl } from './upstream.ts';
import type { RealtimeUpstream, UpstreamOptions } from './upstream.ts';

/** Options of {@link openaiUpstream}. */
export interface OpenAIUpstreamOptions extends UpstreamOptions, OpenAISettings {
  /** Default: `gpt-realtime`. Those that begin with `gpt-live` hear and speak at once, and call no functions. */
  readonly model?: string | undefined;
}

/**
 * OpenAI Realtime or GPT-Live as a server reaches it, or what speaks their language.
 *
 * @example
 * ```ts
 * const realtime = openaiUpstream({ apiKey: process.env.OPENAI_API_KEY });
 * await createServer({ realtime }).listen();
 * ```
 */
export function openaiUpstream(options: OpenAIUpstreamOptions): RealtimeUpstream {
  const { apiKey, model = defaultModels.openai, turnDetection, transcription, session } = options;
  const base = socketUrl(options.url ?? 'wss://api.openai.com');
  const lives = model.startsWith('gpt-live');
  const config = configOf(options);
  const headers = { ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
  const path = lives ? '/v1/live/sessions' : `/v1/realtime?model=${encodeURIComponent(model)}`;
  return {
    name: `openai ${model}`,
    protocol: serverProtocol(lives ? liveSetup : openaiSetup),
    options: lives
      ? ({ model, config, session } satisfies LiveConversation)
      : ({ model, config, turnDetection, transcription, session } satisfies OpenAIConversation),
    sampleRate: 24_000,
    address: () => ({ url: `${base}${path}`, headers }),
  };
}
