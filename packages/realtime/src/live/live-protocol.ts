import type { VoiceProtocol } from '@vivavoce/core/worker';
import type { RealtimeSetup, SessionConfig } from '../translator/contract.ts';
import { realtimeProtocol } from '../translator/translator.ts';
import { liveModel, liveTraits } from './live-model.ts';
import type { LiveSettings } from './live-model.ts';

/** What a conversation with GPT-Live begins with. */
export interface LiveConversation extends LiveSettings {
  readonly model: string;
  readonly config: SessionConfig;
  readonly past?: RealtimeSetup['past'];
  readonly says?: boolean | undefined;
}

/** GPT-Live, for the session. */
export const liveProtocol: VoiceProtocol = realtimeProtocol((given) => {
  const { model, config, past, says, ...settings } = given as LiveConversation;
  return { model: liveModel(model, settings), traits: liveTraits, config, past, says };
});
