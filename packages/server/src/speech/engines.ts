import type { BackChannels } from './back-channels.ts';
import type { Prosody } from './prosody.ts';
import type { Recogniser } from './recogniser.ts';
import type { Responder } from './responder.ts';
import type { Synthesiser } from './synthesiser.ts';
import type { VoiceActivity } from './voice-activity.ts';

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
