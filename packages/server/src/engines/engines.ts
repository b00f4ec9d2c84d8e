import type { BackChannels } from './recognition/back-channels.ts';
import type { Prosody } from './expressions/prosody.ts';
import type { Recogniser } from './recognition/recogniser.ts';
import type { Responder } from '../replies/responder.ts';
import type { Synthesiser } from './synthesis/synthesiser.ts';
import type { VoiceActivity } from './voice-activity/voice-activity.ts';

/** The engines that all Chats of a server share. */
export interface Engines {
  voiceActivity: VoiceActivity;
  /** Absent: each word of the user's interrupts the assistant. */
  backChannels?: BackChannels;
  recogniser: Recogniser;
  synthesiser: Synthesiser;
  prosody: Prosody;
  responder: Responder;
}
