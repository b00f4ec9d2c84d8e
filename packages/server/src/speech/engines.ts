import type { Prosody } from './prosody.ts';
import type { Recogniser } from './recogniser.ts';
import type { Responder } from './responder.ts';
import type { Synthesiser } from './synthesiser.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** The engines that all Chats of a server share. */
export interface Engines {
  voiceActivity: VoiceActivity;
  recogniser: Recogniser;
  synthesiser: Synthesiser;
  prosody: Prosody;
  responder: Responder;
}
