import type { Used } from './usage.ts';

/**
 * What happens on a realtime service, as the AI SDK's `RealtimeModelV4` tells it, with more where a service says more. Of each type
 * some of the fields are there.
 */
export interface ServerEvent {
  readonly type: string;
  readonly raw?: unknown;
  readonly sessionId?: string | undefined;
  readonly responseId?: string | undefined;
  readonly itemId?: string | undefined;
  /** Which part of the item. */
  readonly contentIndex?: number | undefined;
  readonly delta?: string | undefined;
  /** Hz of its sound, where that is said. */
  readonly rate?: number | undefined;
  readonly transcript?: string | undefined;
  readonly text?: string | undefined;
  readonly callId?: string | undefined;
  readonly name?: string | undefined;
  readonly arguments?: string | undefined;
  readonly status?: string | undefined;
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  /** The event of the client that this is the answer to. */
  readonly clientEventId?: string | undefined;
  /** The name of what was refused. */
  readonly param?: string | undefined;
  /** ms of the session's sound. */
  readonly at?: number | undefined;
  /** s since the epoch at which the session ends. */
  readonly expiresAt?: number | undefined;
  /** ms until the session ends, of a warning. */
  readonly left?: number | undefined;
  /** Calls that are taken back. */
  readonly callIds?: readonly string[] | undefined;
  /** With which a session can be gone on with. */
  readonly handle?: string | undefined;
  /** What was used for it. */
  readonly used?: Used | undefined;
}

/** A function that the model may call. */
export interface ToolDefinition {
  readonly type: 'function';
  readonly name: string;
  readonly description?: string;
  /** A JSON Schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Settings of a session; of an update, those that are others than before. */
export interface SessionConfig {
  readonly instructions?: string;
  readonly voice?: string;
  readonly tools?: ToolDefinition[];
  readonly inputAudioTranscription?: object;
  readonly outputAudioTranscription?: object;
  readonly inputAudioFormat?: { readonly type: string; readonly rate: number };
  /** Nobody looks for the user's voice: what is said is committed. */
  readonly turnDetection?: { readonly type: 'disabled' };
  /** Whether the model may answer what was said. Not in the AI SDK's contract. */
  readonly createResponse?: boolean;
  /** With which another session goes on. Not in the AI SDK's contract. */
  readonly handle?: string;
}

/** Something said or done that becomes part of the conversation. */
export type ConversationItem =
  | {
      readonly type: 'text-message';
      readonly role: 'user' | 'assistant' | 'system';
      readonly text: string;
      readonly id?: string;
    }
  | {
      readonly type: 'function-call';
      readonly callId: string;
      readonly name: string;
      readonly arguments: string;
    }
  | {
      readonly type: 'function-call-output';
      readonly callId: string;
      readonly name: string;
      readonly output: string;
    };

/** What is said to a realtime service. `eventId` comes back with a refusal. */
export type ClientEvent = { readonly eventId?: string } & (
  | { readonly type: 'session-update'; readonly config: SessionConfig }
  | { readonly type: 'input-audio-append'; readonly audio: string }
  /** The user begins to speak, where nobody looks for their voice. Not in the AI SDK's contract. */
  | { readonly type: 'input-activity-start' }
  /** What was appended is an utterance, or is forgotten. */
  | { readonly type: 'input-audio-commit' }
  | { readonly type: 'input-audio-clear' }
  | { readonly type: 'conversation-item-create'; readonly item: ConversationItem }
  | {
      readonly type: 'conversation-item-truncate';
      readonly itemId: string;
      readonly contentIndex: number;
      readonly audioEndMs: number;
    }
  | { readonly type: 'response-create'; readonly options?: { readonly instructions: string } }
  | { readonly type: 'response-cancel' }
);

/** Reads what a service sends, on one connection. */
export type EventReader = (raw: unknown) => ServerEvent | readonly ServerEvent[];

/** What any object of the AI SDK's `RealtimeModelV4` contract fits, as far as it is used here. */
export interface RealtimeModel {
  readonly provider: string;
  readonly modelId: string;
  getWebSocketConfig?(options: { token: string; url: string }): {
    url: string;
    protocols?: string[];
  };
  parseServerEvent(raw: unknown): ServerEvent | readonly ServerEvent[];
  /** For services whose events can't be read one by one. */
  createServerEventParser?(): EventReader;
  /** What goes over the line, as JSON, or a promise of it; null for nothing. */
  serializeClientEvent(event: never): unknown;
  /** What is answered at once, without any meaning; null for nothing. */
  getHealthCheckResponse?(raw: unknown): unknown;
}

/** A model that is told what is said here. */
export interface ServiceModel extends RealtimeModel {
  serializeClientEvent(event: ClientEvent): unknown;
}

/** What the words and deeds of a service mean. */
export interface Traits {
  /** Hz of the sound that it takes, and that it makes. */
  readonly inputRate: number;
  readonly outputRate: number;
  /** It says nothing before its settings, takes none later, and answers by itself whatever comes. */
  readonly setupFirst: boolean;
  /** An answer can be cut where it was interrupted. */
  readonly truncates: boolean;
  /** What is added to the conversation, and each change of settings, is acknowledged. */
  readonly echoes: boolean;
  /** The user's words come in versions that grow, and no version says that it is the last. */
  readonly growingTranscripts: boolean;
  /** The conversation takes items of every kind: what was said before can be told again as such. */
  readonly items: boolean;
  /** It can be kept from answering what was said. */
  readonly pauses: boolean;
  /** It can be told where an utterance ends, instead of finding out. */
  readonly commits: boolean;
}

/** Who does what at the beginning and at the end of the user's speech. */
export interface TurnTaking {
  /** Speech interrupts the answer. Default: true. */
  readonly interrupt?: boolean | undefined;
  /** What was said is answered. Default: true. */
  readonly create?: boolean | undefined;
}

/** A model, what its words and deeds mean, and how a conversation with it goes. */
export interface RealtimeSetup {
  readonly model: ServiceModel;
  readonly traits: Traits;
  /** Settings that hold where the session's own (`session`, `updateSession`) say nothing. */
  readonly config?: SessionConfig | undefined;
  /** What the model is told to open the conversation with. Default: it waits for the user. */
  readonly greeting?: string | undefined;
  /** Whether the user's words are written down. Default: true. */
  readonly transcribes?: boolean | undefined;
  readonly turns?: TurnTaking | undefined;
  /** Takes what was said before: the model is told it at the beginning. Default: nothing was. */
  readonly recall?: ((add: (entry: object) => unknown) => void) | undefined;
  /** What the model is asked for by an `assistant_input`. Default: there is none. */
  readonly say?: ((message: never) => string) | undefined;
  /** Told once, as an error of the slug `warning`, when the conversation has begun. */
  readonly warning?: string | undefined;
}
