import type { AudioOutput, ClientMessage, SessionSettings } from '@vivavoce/evi';
import type { Output } from '../audio/output.ts';
import type { Fault } from '../base/voice-error.ts';
import type { TurnMetrics, SessionMetrics, VoiceUsage } from './metrics.ts';
import type { ServerEnd } from './line/terminal-errors.ts';
import type { AssistantState, Heard, ReadableMessage, UserState } from './conversation.ts';

/** Connect: once in the beginning, and as the answer to each `lost`. The address holds credentials: it is never logged. */
export interface OpenCommand {
  readonly type: 'open';
  readonly url: string;
  /** Subprotocols of the WebSocket, which may hold credentials as well. */
  readonly protocols?: string[] | undefined;
  /** ms to wait before. A timer of the Worker keeps its time where a hidden page's does not. */
  readonly delay: number;
  /** ms until `chat_metadata` must have come. */
  readonly timeout: number;
}

/** To the session, from whoever hosts it. Everything in it survives `postMessage`. */
export type SessionCommand =
  /** What the conversation begins with. Sent once, before the first `open`. */
  | {
      readonly type: 'begin';
      /** The first message after `chat_metadata`. */
      readonly settings: SessionSettings;
      /** ms of speech that may wait for the line. */
      readonly speechBuffer: number;
      /** ms of speech in a chunk. */
      readonly chunkDuration: number;
      /** The page lowers the assistant while it hears the user, and wants to know when that was nothing. */
      readonly duck?: boolean;
      /** Options of another service than EVI. */
      readonly service?: unknown;
      /** The microphone is heard only while a button is held. */
      readonly pushToTalk?: boolean;
      /** The Chat Group that the first line is to resume. */
      readonly chatGroupId?: string | undefined;
      /** Whether each `audio_output` is an `audio-output` event too. */
      readonly audioMessages?: boolean;
    }
  | OpenCommand
  /** What kept the connection down may be over: an attempt that waits is made now. */
  | { readonly type: 'retry-now' }
  /** The other answer to `lost`: the attempt failed before there was an address. */
  | { readonly type: 'attempt-failed'; readonly error: Fault }
  /** The far end of the capture processor's port. A later one replaces it. */
  | { readonly type: 'capture'; readonly port: MessagePort }
  /**
   * The far end of the playback processor's port, and the context's sample rate in Hz. `stoppedAt`: the time, in s, at which the
   * context before it rendered last.
   */
  | {
      readonly type: 'playback';
      readonly port: MessagePort;
      readonly sampleRate: number;
      readonly stoppedAt?: number | undefined;
    }
  /** What is rendered leaves the speaker so much later, and the context's time began then. */
  | ({ readonly type: 'output' } & Output)
  | { readonly type: 'mute'; readonly muted: boolean }
  | { readonly type: 'volume'; readonly volume: number }
  | { readonly type: 'interrupt' }
  /** From a protocol: whether the user waits for the assistant, where no message says so. */
  | { readonly type: 'expect'; readonly reply: boolean }
  /** The answer to `renew`; without an address where none could be had. It holds credentials. */
  | {
      readonly type: 'offer';
      readonly url?: string | undefined;
      readonly protocols?: string[] | undefined;
    }
  /** The answer to a `decode` event: mono at the context's rate, or null where it can't be decoded. */
  | {
      readonly type: 'decoded';
      readonly messageId: string;
      readonly id: number;
      readonly samples: Float32Array | null;
    }
  /** Answered by `metrics`. */
  | { readonly type: 'metrics' }
  | { readonly type: 'send'; readonly message: ClientMessage }
  /** A frame as it stands. */
  | { readonly type: 'raw'; readonly text: string }
  /** The page has dealt with the last batch of events: the next may come. */
  | { readonly type: 'next' }
  /** Hang up and let go of the ports. Nothing is told after it. */
  | { readonly type: 'close' };

/** What happens in a conversation: events of the client, which passes them on as they are. Times are ms since the epoch. */
export type ConversationEvent =
  /** What the assistant is doing changed. */
  | { readonly type: 'assistant'; readonly assistant: AssistantState }
  /** Whether the user is heard speaking changed. */
  | { readonly type: 'user'; readonly user: UserState }
  /** A message of the server, as it came over the wire. */
  | { readonly type: 'message'; readonly message: ReadableMessage; readonly receivedAt: number }
  /**
   * Somebody else has set this in the conversation, such as a server of the app's by EVI's control plane. It stays on the lines to come, also
   * where the client had begun with another.
   */
  | { readonly type: 'settings'; readonly settings: Partial<SessionSettings> }
  /** A piece of the assistant's voice as it came, with the option `audioMessages`. */
  | { readonly type: 'audio-output'; readonly message: AudioOutput; readonly receivedAt: number }
  /** A message whose type this version does not know, as it came. */
  | {
      readonly type: 'unknown-message';
      readonly message: Readonly<Record<string, unknown>>;
      readonly receivedAt: number;
    }
  /** The first sample of an assistant message has left the speaker, `at` that time. */
  | { readonly type: 'playback-started'; readonly messageId: string; readonly at: number }
  /**
   * The last sample of an assistant message that is to be heard has left the speaker: it was wholly played, or cut short. With a
   * `duration` of 0 nothing of it is played: it came after `interrupt()`.
   */
  | {
      readonly type: 'playback-ended';
      readonly messageId: string;
      readonly heard: Heard;
      readonly at: number;
    }
  /** The assistant was stopped: by the user's voice (`server`) or by a call of `interrupt()` (`local`). */
  | {
      readonly type: 'interrupted';
      readonly by: 'server' | 'local';
      readonly messageId: string | null;
    }
  /**
   * Speech that waits to be sent, because the connection is down or slow: emitted when it begins to wait, with each second more or
   * less, and when none waits any more. `dropped` counts from the beginning of the conversation. Both in ms.
   */
  | { readonly type: 'speech-buffer'; readonly buffered: number; readonly dropped: number }
  /**
   * The server does not know the Chat Group that was to be resumed, or answers with another one: a new conversation begins in the same
   * call.
   */
  | { readonly type: 'chat-lost' }
  /** An exchange is over and was measured. */
  | { readonly type: 'turn-metrics'; readonly turn: TurnMetrics }
  /** Something is not as it should be, and the conversation goes on all the same. */
  | { readonly type: 'warning'; readonly message: string };

/** From the session. Everything in it survives `postMessage`. */
export type SessionEvent =
  | ConversationEvent
  /** The thread holds the lock of its name, which nobody else gets before it is gone. */
  | { readonly type: 'held' }
  /** The playback processor answered: ports lead from here to the audio thread. */
  | { readonly type: 'ready' }
  | {
      readonly type: 'connected';
      readonly chatId: string;
      readonly chatGroupId: string;
      readonly at: number;
    }
  /** The connection is lost and may come back, or an attempt failed. Answered by `open` or `attempt-failed`, or by the end. */
  | {
      readonly type: 'lost';
      readonly error: Fault;
      /** The next attempt is to begin another conversation, at once. */
      readonly anew: boolean;
      /** Which attempt comes next, from 1. */
      readonly attempt: number;
      /** ms since the line was lost. */
      readonly elapsed: number;
    }
  /** From a protocol: another address is wanted, for a connection that will replace this one unnoticed. Answered by `offer`. */
  | { readonly type: 'renew' }
  /** The line is gone for good: the server's goodbye (null) or a failure. */
  | {
      readonly type: 'ended';
      readonly error: Fault | null;
      /** What the server has said of its goodbye. */
      readonly reason?: ServerEnd | undefined;
    }
  /** Sound that is no WAV: only the main thread can decode it. Answered by the command `decoded` with the same `id`. */
  | {
      readonly type: 'decode';
      readonly messageId: string;
      readonly id: number;
      readonly bytes: Uint8Array;
    }
  /** The answer to the command of that name; answers come in the order of the commands. */
  | {
      readonly type: 'metrics';
      readonly metrics: SessionMetrics;
      readonly usage?: VoiceUsage | undefined;
    }
  | { readonly type: 'error'; readonly error: Fault };

/** Takes what happened in one task, in order; or in several, while the page was busy. */
export type TellEvents = (events: readonly SessionEvent[]) => void;
