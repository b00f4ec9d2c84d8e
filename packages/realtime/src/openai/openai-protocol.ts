import type { VoiceProtocol } from '@vivavoce/core/worker';
import type { RealtimeSetup, SessionConfig } from '../translator/contract.ts';
import { realtimeProtocol } from '../translator/translator.ts';
import { openaiModel, openaiTraits } from './openai-model.ts';
import type { OpenAISettings } from './openai-model.ts';

/** What of the options of `openai` goes to the Worker. */
export interface OpenAIConversation extends OpenAISettings {
  readonly model: string;
  readonly config: SessionConfig;
  readonly greeting?: string | undefined;
}

/** What a conversation goes by, of those options. */
export function openaiSetup(given: unknown): RealtimeSetup {
  const { model, config, greeting, ...settings } = given as OpenAIConversation;
  const { interrupt_response: interrupt, create_response: create } = settings.turnDetection ?? {};
  return {
    model: openaiModel(model, settings),
    traits: openaiTraits,
    config,
    greeting,
    transcribes: settings.transcription !== null,
    turns: { interrupt: interrupt !== false, create: create !== false },
  };
}

/** OpenAI Realtime, for the session. */
export const openaiProtocol: VoiceProtocol = realtimeProtocol(openaiSetup);
