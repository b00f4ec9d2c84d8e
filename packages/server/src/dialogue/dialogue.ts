import type { SessionSettings, ToolErrorMessage, ToolResponseMessage } from '@vivavoce/evi';
import type { Clock } from '../base/clock.ts';
import type { SpokenTurn, Turn } from '../base/conversation-turn.ts';
import type { LogEntry } from '../base/log.ts';
import type { Observe } from '../base/observe.ts';
import type { ChatGuard } from '../connection/chat-guard.ts';
import type { Outbox } from '../connection/outbox.ts';
import type { Said } from '../connection/resend-buffer.ts';
import type { Engines } from '../engines/engines.ts';
import type { WebSearch } from '../replies/web-search.ts';
import type { ChatConfig } from './chat-config.ts';
import type { SpeechOutputParts } from './speaking/speech-output.ts';

/** Why a dialogue ends the Chat, with close code 1000. */
export type Ending =
  | 'hang_up'
  | 'inactivity_timeout'
  | 'max_duration_timeout'
  | 'language_model_failed'
  | 'realtime_failed';

/** What a {@link Dialogue} is made of: what its session lends it, and tells it. */
export interface DialogueParts {
  /** Engines for whatever the dialogue does not do by itself. */
  engines: Engines;
  /** How the Chat is to go: prompt, voice, tools, event messages, timeouts. */
  config: ChatConfig;
  clock: Clock;
  /** Watches over what goes on by itself: a failure ends this Chat, and no other. */
  guard: ChatGuard;
  /** How long the client may take to answer a `tool_call`, in ms. */
  toolTimeoutMs: number;
  webSearch?: WebSearch;
  /** Takes every message to the client. It leaves once it was kept. */
  outbox: Outbox;
  /** Resolves when what was sent has left this machine. */
  flushed: () => Promise<void>;
  /** Records what the client plays. */
  sound: SpeechOutputParts['sound'];
  /** What the user said over the assistant was nothing that interrupts it. */
  onDismissed: () => void;
  /** The user has stopped speaking; the words come later, if there are any. */
  onSpeechEnded: () => void;
  /** Is told of lines to a realtime model. Default nobody. */
  observe?: Observe | undefined;
  /** Tells whoever runs the server, each message once in a Chat. */
  onTrouble: (level: LogEntry['level'], message: string, error?: unknown) => void;
  /** A tool was called, with this for its answer: also where nobody has answered. */
  onToolUsed: (toolCallId: string, answer: string) => void;
  /** The dialogue is over. @param because - what the client is told of it. Default: what is said of that reason. */
  onEnd: (reason: Ending, because?: string) => void;
}

/** What a dialogue is told of each connection of its client. */
export interface DialogueClient {
  /** Whether the client wants provisional transcripts (`verbose_transcription`). */
  verboseTranscription: boolean;
}

/** What a client that counts what it plays has heard of a message. */
export interface HeardByClient {
  id: string;
  /** In ms. */
  duration: number;
  /** An interruption cut it short. */
  cut: boolean;
}

/**
 * Who hears the user and answers: what a session talks to. It outlives the connections of its client. Nothing of it throws for what a
 * client says.
 */
export interface Dialogue {
  /**
   * Begins, with a client that is connected.
   *
   * @param past - what was said in the Chat Group before, oldest first.
   * @param greets - whether the assistant may speak first.
   */
  start(past: readonly Turn[], greets: boolean): void;
  /** The client is connected: before `start`, and again over each connection that takes the place of another. */
  connect(client: DialogueClient): void;
  /** The connection broke: the sound of a sentence that the user was saying ends here. `connect` or `close` follows. */
  disconnect(): void;
  /** After `connect`: these messages were sent again. @param eventLimit - how many turns are still to be remembered. */
  resume(again: readonly Said[], eventLimit: number): void;
  /** The client has received a message. */
  confirm(said: Said): void;
  /** The user's sound, as it comes: linear16, 16 kHz, mono. */
  audio(samples: Int16Array): void;
  /** The user has typed. */
  text(said: Pick<SpokenTurn, 'text'>): void;
  /** A text is to be spoken as it stands. @returns false when too many wait already. */
  say(text: string): boolean;
  /** The assistant is to stop speaking, and say nothing until `unpause`. */
  pause(): void;
  /** The assistant may speak again. */
  unpause(): void;
  /** The client answers a `tool_call`. */
  toolAnswer(message: ToolResponseMessage | ToolErrorMessage): void;
  /** The client has heard so much of a message. Absent: nobody wants to know, and clients are not told that they may say so. */
  heard?(heard: HeardByClient): void;
  /** Changes what the message names. */
  settings(message: Omit<SessionSettings, 'type'>): void;
  /** Calls back, once, as soon as nobody speaks and nothing is owed: at once where that is so. */
  whenAtRest(then: () => void): void;
  /** Lets go of everything; nothing is sent any more. */
  close(): void;
}

/** Makes the dialogue of a session. */
export type CreateDialogue = (parts: DialogueParts) => Dialogue;
