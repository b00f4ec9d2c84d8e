import type { VoiceProtocol } from '@vivavoce/core/worker';
import type { RealtimeSetup, SessionConfig } from '../translator/contract.ts';
import { realtimeProtocol } from '../translator/translator.ts';
import { geminiModel, geminiTraits } from './gemini-model.ts';
import type { GeminiSettings } from './gemini-model.ts';

/** What of the options of `gemini` goes to the Worker. */
export interface GeminiConversation extends GeminiSettings {
  readonly model: string;
  readonly config: SessionConfig;
  readonly greeting?: string | undefined;
}

/** What a conversation goes by, of those options. */
export function geminiSetup(given: unknown): RealtimeSetup {
  const { model, config, greeting, ...settings } = given as GeminiConversation;
  const traits = geminiTraits;
  return { model: geminiModel(model, settings), traits, config, greeting };
}

/** Gemini Live, for the session. */
export const geminiProtocol: VoiceProtocol = realtimeProtocol(geminiSetup);
