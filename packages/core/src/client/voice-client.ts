import type { Undo } from '../base/emitter.ts';
import type { VoiceCommands } from './commands.ts';
import type { VoiceEvent, VoiceEventOf } from './events.ts';
import type { VoiceClientOptions } from './options.ts';
import type { ClientState } from './state.ts';

/** The signature that the face is written against. */
export declare class VoiceClient implements VoiceCommands {
  constructor(options?: VoiceClientOptions);
  /** All state at this moment; a new object whenever something in it changed. */
  get state(): ClientState;
  /** Calls `listener` for each event of that type. */
  on<Type extends VoiceEvent['type']>(type: Type, listener: (event: VoiceEventOf<Type>) => void): Undo;
  /** Calls `listener` with everything that happened in one task, in order. */
  subscribe(listener: (events: readonly VoiceEvent[]) => void): Undo;
  /** Options for the next `connect()`. */
  setOptions(options: VoiceClientOptions): void;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  setMuted(muted: boolean): void;
  interrupt(): void;
  sendText(text: string): void;
  say(text: string): void;
  pauseAssistant(): void;
  resumeAssistant(): void;
  updateSession(settings: NonNullable<VoiceClientOptions['session']>): void;
  sendToolResponse(toolCallId: string, content: string): void;
  sendToolError(toolCallId: string, error: string, content?: string): void;
  setVolume(volume: number): void;
}
