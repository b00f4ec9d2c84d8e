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
  readonly past?: RealtimeSetup['past'];
  readonly says?: boolean | undefined;
}

/** OpenAI Realtime, for the session. */
export const openaiProtocol: VoiceProtocol = realtimeProtocol((given) => {
  const { model, config, greeting, past, says, ...settings } = given as OpenAIConversation;
  const { interrupt_response: interrupt, create_response: create } = settings.turnDetection ?? {};
  return {
    model: openaiModel(model, settings),
    traits: openaiTraits,
    config,
    greeting,
    past,
    says,
    transcribes: settings.transcription !== null,
    turns: { interrupt: interrupt !== false, create: create !== false },
  };
});
