import type { ProtocolHost } from '@vivavoce/core/worker';
import type { SessionSettings } from '@vivavoce/evi';
import type { RealtimeSetup, SessionConfig } from './contract.ts';
import type { Memory } from './words/memory.ts';
import { configOf } from './sessions/settings.ts';
import type { UsageMeter } from './usage.ts';

/** What all connections of a conversation have in common. */
export interface Shared extends RealtimeSetup {
  readonly host: ProtocolHost;
  readonly memory: Memory;
  readonly groupId: string;
  readonly usage: UsageMeter;
  /** What is said is committed by hand: with push-to-talk, where the service can be told. */
  readonly manual: boolean;
  settings: SessionSettings;
  /** Text for the next message of the user. */
  context: string;
  paused: boolean;
  /** The service acknowledges settings: it has done so. */
  acknowledges: boolean;
  /** With which a service goes on with the session before. */
  handle: string | undefined;
  /** What the session has told last: what the assistant and the user do. */
  sounding: boolean;
  speaking: boolean;
  /** Connections so far. */
  connections: number;
}

/** The settings that hold, of the app's and of the service's. */
export function configNow({ config, settings }: Shared): SessionConfig {
  return { ...config, ...configOf(settings) };
}
