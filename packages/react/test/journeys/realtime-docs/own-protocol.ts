// src/own-protocol.ts
import { createOpenAI } from '@ai-sdk/openai';
import type { VoiceProtocol } from '@vivavoce/core/worker';
import { fromModel } from '@vivavoce/realtime';

// A key is not needed here: the secret of a connection comes with its address.
const model = createOpenAI({ apiKey: 'none' }).experimental_realtime('gpt-realtime');

export const protocol: VoiceProtocol = fromModel(model, undefined, {
  config: { instructions: 'Be brief.' },
});
