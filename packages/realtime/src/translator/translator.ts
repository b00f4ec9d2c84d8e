import type { SessionSettings } from '@vivavoce/evi';
import type {
  ProtocolConversation,
  ProtocolHost,
  SessionEvent,
  VoiceProtocol,
} from '@vivavoce/core/worker';
import type { ServiceModel, SessionConfig, Traits, TurnTaking } from './contract.ts';
import { RealtimeLine } from './realtime-line.ts';
import { Memory } from './memory.ts';
import { configOf } from './settings.ts';

/** A model, what its words and deeds mean, and how a conversation with it goes. */
export interface RealtimeSetup {
  readonly model: ServiceModel;
  readonly traits: Traits;
  /** Settings that hold where the session's own (`session`, `updateSession`) say nothing. */
  readonly config?: SessionConfig | undefined;
  /** What the model is told to open the conversation with. Default: it waits for the user. */
  readonly greeting?: string | undefined;
  readonly turns?: TurnTaking | undefined;
  /** Told once, as an error of the slug `warning`, when the conversation has begun. */
  readonly warning?: string | undefined;
}

/** What all connections of a conversation have in common. */
export interface Shared extends RealtimeSetup {
  readonly host: ProtocolHost;
  readonly memory: Memory;
  readonly groupId: string;
  settings: SessionSettings;
  paused: boolean;
  /** With which a service goes on with the session before. */
  handle: string | undefined;
  /** What the session has told last: what the assistant and the user do. */
  sounding: boolean;
  speaking: boolean;
}

/**
 * EVI to the session, the model's own language to the network.
 *
 * @param setUp takes the options that the page gave
 */
export function realtimeProtocol(setUp: (options: unknown) => RealtimeSetup): VoiceProtocol {
  return { start: (host) => new RealtimeConversation(host, setUp) };
}

/** The settings that hold, of the app's and of the service's. */
export function configNow({ config, settings }: Shared): SessionConfig {
  return { ...config, ...configOf(settings) };
}

class RealtimeConversation implements ProtocolConversation {
  readonly #host: ProtocolHost;
  readonly #setUp: (options: unknown) => RealtimeSetup;
  #shared: Shared | undefined;
  #line: RealtimeLine | undefined;
  #lines = 0;

  constructor(host: ProtocolHost, setUp: (options: unknown) => RealtimeSetup) {
    this.#host = host;
    this.#setUp = setUp;
  }

  readonly dial = (url: string, protocols?: string[]): RealtimeLine => {
    if (!this.#shared) throw new TypeError('Failed to dial: because nothing has begun.');
    return (this.#line = new RealtimeLine(this.#shared, (this.#lines += 1), url, protocols));
  };

  begin(settings: SessionSettings, options: unknown): void {
    const setup = this.#setUp(options);
    this.#shared = {
      ...setup,
      host: this.#host,
      memory: new Memory(),
      groupId: `${setup.model.provider} ${this.#host.clock.date()}`,
      settings,
      paused: false,
      handle: undefined,
      sounding: false,
      speaking: false,
    };
  }

  observe(events: readonly SessionEvent[]): void {
    const shared = this.#shared;
    if (!shared) return;
    for (const event of events) {
      switch (event.type) {
        case 'assistant':
          shared.sounding = event.assistant === 'speaking';
          break;
        case 'user':
          shared.speaking = event.user === 'speaking';
          this.#line?.noticeUser(shared.speaking);
          break;
        case 'interrupted':
          this.#line?.noticeInterruption(event.by === 'local', event.messageId);
          break;
        case 'playback-ended':
          this.#line?.noticeHeard(event.messageId, event.heard);
          break;
        default:
          break;
      }
    }
    this.#line?.settle();
  }
}
