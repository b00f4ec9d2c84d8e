import type {
  ProtocolConversation,
  ProtocolHost,
  SessionEvent,
  VoiceProtocol,
  VoiceUsage,
} from '@vivavoce/core/worker';
import type { SessionSettings } from '@vivavoce/evi';
import type { RealtimeSetup } from './contract.ts';
import { Memory } from './words/memory.ts';
import type { Entry } from './words/memory.ts';
import { RealtimeLine } from './realtime-line.ts';
import type { Shared } from './shared.ts';
import { UsageMeter } from './usage.ts';

/**
 * EVI to the session, the model's own language to the network.
 *
 * @param setUp takes the options that the page gave
 */
export function realtimeProtocol(setUp: (options: unknown) => RealtimeSetup): VoiceProtocol {
  return { start: (host) => new RealtimeConversation(host, setUp) };
}

class RealtimeConversation implements ProtocolConversation {
  readonly #host: ProtocolHost;
  readonly #setUp: (options: unknown) => RealtimeSetup;
  #shared: Shared | undefined;
  #line: RealtimeLine | undefined;

  constructor(host: ProtocolHost, setUp: (options: unknown) => RealtimeSetup) {
    this.#host = host;
    this.#setUp = setUp;
  }

  readonly dial = (url: string, protocols?: string[]): RealtimeLine => {
    if (!this.#shared) throw new TypeError('Failed to dial: because nothing has begun.');
    return (this.#line = new RealtimeLine(this.#shared, url, protocols));
  };

  begin(settings: SessionSettings, options: unknown, pushToTalk: boolean): void {
    const setup = this.#setUp(options);
    const memory = new Memory();
    setup.recall?.((entry) => memory.add(entry as Entry));
    this.#shared = {
      ...setup,
      host: this.#host,
      memory,
      usage: new UsageMeter(),
      manual: pushToTalk && setup.traits.commits,
      groupId: `${setup.model.provider} ${this.#host.clock.date()}`,
      settings,
      context: '',
      paused: false,
      acknowledges: false,
      handle: undefined,
      sounding: false,
      speaking: false,
      connections: 0,
    };
  }

  offer(url?: string, protocols?: string[]): void {
    this.#line?.offer(url, protocols);
  }

  get usage(): VoiceUsage | undefined {
    return this.#shared?.usage.sum;
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
