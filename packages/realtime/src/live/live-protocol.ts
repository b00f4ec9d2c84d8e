import type { RealtimeSetup, SessionConfig } from '../translator/contract.ts';
import { liveModel, liveTraits } from './live-model.ts';
import type { LiveSettings } from './live-model.ts';

/** What a conversation with GPT-Live begins with. */
export interface LiveConversation extends LiveSettings {
  readonly model: string;
  readonly config: SessionConfig;
}

/** What a conversation goes by, of those options. */
export function liveSetup(given: unknown): RealtimeSetup {
  const { model, config, ...settings } = given as LiveConversation;
  return { model: liveModel(model, settings), traits: liveTraits, config };
}
