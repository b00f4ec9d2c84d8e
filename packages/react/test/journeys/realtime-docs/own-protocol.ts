// src/own-protocol.ts
import { createOpenAI } from '@ai-sdk/openai';
import type { VoiceProtocol } from '@vivavoce/core/worker';
import { fromModel } from '@vivavoce/realtime';

// No key is needed here: the token comes with each connection's address.
const model = createOpenAI({ apiKey: 'none' }).experimental_realtime('gpt-realtime');

export const protocol: VoiceProtocol = fromModel(model, undefined, {
  config: { instructions: 'Be brief.' },
});
