import type { Prosody } from './prosody';
import type { Recogniser } from './recogniser';
import type { Responder } from './responder';
import type { Synthesiser } from './synthesiser';
import type { VoiceActivity } from './voice-activity';

/** The engines that all Chats of a server share. */
export interface Engines {
  voiceActivity: VoiceActivity;
  recogniser: Recogniser;
  synthesiser: Synthesiser;
  prosody: Prosody;
  responder: Responder;
}
