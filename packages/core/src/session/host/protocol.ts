import type { SessionSettings } from '@vivavoce/evi';
import type { Clock } from '../../base/clock.ts';
import type { DialSocket } from '../../transport/socket.ts';
import type { SessionEvent } from '../messages.ts';
import type { VoiceUsage } from '../metrics.ts';

/**
 * Another service than EVI behind the same session. It translates at the socket: to the session it speaks EVI, to the network the
 * service's own language.
 */
export interface VoiceProtocol {
  /** One conversation, over all its connections. */
  start(host: ProtocolHost): ProtocolConversation;
}

/** What a protocol is given by the session that it serves. */
export interface ProtocolHost {
  readonly clock: Clock;
  /** To the network. */
  readonly dial: DialSocket;
  /** Whether the user waits for the assistant, where no message of EVI says so. */
  expect(reply: boolean): void;
  /** Asks the page for another address, with credentials of its own; `offer` brings it. What holds the connection goes on. */
  renew(): void;
}

/** One conversation with a service. */
export interface ProtocolConversation {
  /**
   * A socket that speaks EVI. Each is another connection of the same conversation. With push-to-talk an `audio_input` has two more fields:
   * `held`, whether the button was held at its end, and `voice`, whether somebody is heard in it.
   */
  readonly dial: DialSocket;
  /**
   * What the conversation begins with. Called once, before the first `dial`.
   *
   * @param options the service's own, as the page gave them
   * @param pushToTalk whether the microphone is heard only while a button is held
   */
  begin(settings: SessionSettings, options: unknown, pushToTalk: boolean): void;
  /** An address that `renew` has asked for; none where it could not be had. */
  offer?(url?: string, protocols?: string[]): void;
  /** What the session has told: what sounds, what was heard of it, who speaks, interruptions. */
  observe(events: readonly SessionEvent[]): void;
  /** What the conversation has used so far. Default: nobody knows. */
  readonly usage?: VoiceUsage | undefined;
}
