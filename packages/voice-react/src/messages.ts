import type { ReadableMessage } from '@vivavoce/core';

// The messages of EVI as the SDK writes them: the wire's own, in camelCase, what is null left out.

/** A message and when it came. */
type Received<Message> = Message & { receivedAt: Date };

/** Who a message is from. */
type Role = 'assistant' | 'system' | 'user' | 'all' | 'tool' | 'context';

/** One score for each of the 48 expressions, usually 0 to 1, by names such as `surpriseNegative`. */
type EmotionScores = Record<ScoreName, number>;

type ScoreName =
  | 'admiration'
  | 'adoration'
  | 'aestheticAppreciation'
  | 'amusement'
  | 'anger'
  | 'anxiety'
  | 'awe'
  | 'awkwardness'
  | 'boredom'
  | 'calmness'
  | 'concentration'
  | 'confusion'
  | 'contemplation'
  | 'contempt'
  | 'contentment'
  | 'craving'
  | 'desire'
  | 'determination'
  | 'disappointment'
  | 'disgust'
  | 'distress'
  | 'doubt'
  | 'ecstasy'
  | 'embarrassment'
  | 'empathicPain'
  | 'entrancement'
  | 'envy'
  | 'excitement'
  | 'fear'
  | 'guilt'
  | 'horror'
  | 'interest'
  | 'joy'
  | 'love'
  | 'nostalgia'
  | 'pain'
  | 'pride'
  | 'realization'
  | 'relief'
  | 'romance'
  | 'sadness'
  | 'satisfaction'
  | 'shame'
  | 'surpriseNegative'
  | 'surprisePositive'
  | 'sympathy'
  | 'tiredness'
  | 'triumph';

interface Inference {
  prosody?: { scores: EmotionScores };
}

interface ChatMessage {
  content?: string;
  role: Role;
  toolCall?: ToolCallMessage;
  toolResult?: ToolResponseMessage | ToolErrorMessage;
}

interface Sent {
  customSessionId?: string;
}

interface AssistantEnd extends Sent {
  type: 'assistant_end';
}

interface AssistantMessage extends Sent {
  type: 'assistant_message';
  fromText: boolean;
  id?: string;
  isQuickResponse: boolean;
  language?: string;
  message: ChatMessage;
  models: Inference;
}

interface AssistantProsody extends Sent {
  type: 'assistant_prosody';
  id?: string;
  models: Inference;
}

interface AudioInput extends Sent {
  type: 'audio_input';
  data: string;
}

interface AudioOutput extends Sent {
  type: 'audio_output';
  data: string;
  id: string;
  index: number;
}

interface ChatMetadata extends Sent {
  type: 'chat_metadata';
  chatGroupId: string;
  chatId: string;
  requestId?: string;
}

interface ToolCallMessage extends Sent {
  type: 'tool_call';
  name: string;
  parameters: string;
  responseRequired: boolean;
  toolCallId: string;
  toolType: 'builtin' | 'function';
}

/** What a tool answered. */
export interface ToolResponseMessage extends Sent {
  type: 'tool_response';
  content: string;
  toolCallId: string;
  toolName?: string;
  toolType?: 'builtin' | 'function';
}

/** Why a tool has no answer. */
export interface ToolErrorMessage extends Sent {
  type: 'tool_error';
  code?: string;
  content?: string;
  error: string;
  level?: 'warn';
  toolCallId: string;
  toolType?: 'builtin' | 'function';
}

interface UserInterruption extends Sent {
  type: 'user_interruption';
  time: number;
}

interface UserMessage extends Sent {
  type: 'user_message';
  fromText: boolean;
  interim: boolean;
  language?: string;
  message: ChatMessage;
  models: Inference;
  time: { begin: number; end: number };
}

interface WebSocketError extends Sent {
  type: 'error';
  code: string;
  message: string;
  requestId?: string;
  slug: string;
}

/** Settings of a conversation. The engine declares its own `audio`. */
export interface SessionSettings extends Sent {
  type: 'session_settings';
  audio?: { channels: number; codec?: string; encoding: 'linear16'; sampleRate: number };
  builtinTools?: { name: 'web_search' | 'hang_up'; fallbackContent?: string }[];
  context?: { text: string; type?: 'persistent' | 'temporary' };
  languageModelApiKey?: string;
  metadata?: Record<string, unknown>;
  systemPrompt?: string;
  tools?: {
    description?: string;
    fallbackContent?: string;
    name: string;
    parameters: string;
    type: 'builtin' | 'function';
  }[];
  variables?: Record<string, string | number | boolean>;
  voiceId?: string;
}

/** The assistant's turn is over. */
export type AssistantEndMessage = Received<AssistantEnd>;
/** A sentence of the assistant. */
export type AssistantTranscriptMessage = Received<AssistantMessage>;
/** Expression scores of a sentence of the assistant. */
export type AssistantProsodyMessage = Received<AssistantProsody>;
/** Sound of the user. */
export type AudioMessage = Received<AudioInput>;
/** A piece of the assistant's voice: base64 of a whole WAV. */
export type AudioOutputMessage = Received<AudioOutput>;
/** With this every Chat begins. */
export type ChatMetadataMessage = Received<ChatMetadata>;
/** The server reports a disruption. */
export type JSONErrorMessage = Received<WebSocketError>;
/** The model calls a tool. */
export type ToolCall = Received<ToolCallMessage>;
/** A tool failed. */
export type ToolError = Received<ToolErrorMessage>;
/** A tool answered. */
export type ToolResponse = Received<ToolResponseMessage>;
/** The user spoke over the assistant. */
export type UserInterruptionMessage = Received<UserInterruption>;
/** What the user said, or is saying. */
export type UserTranscriptMessage = Received<UserMessage>;

/** Any message of the server as it comes, but sound. */
export type ServerMessage =
  | AssistantEnd
  | AssistantMessage
  | AssistantProsody
  | ChatMetadata
  | WebSocketError
  | UserInterruption
  | UserMessage
  | ToolCallMessage
  | ToolResponseMessage
  | ToolErrorMessage
  | SessionSettings;

/** What `parseMessageData` reads. */
export type SubscribeEvent = ServerMessage | AudioOutput;

/** Any message of the server, but sound. */
export type JSONMessage = Received<ServerMessage>;

/** What happened to the connection, and settings that were sent. */
export type ConnectionMessage =
  | { type: 'socket_connected'; receivedAt: Date }
  | {
      type: 'socket_disconnected';
      code: CloseEvent['code'];
      reason: CloseEvent['reason'];
      receivedAt: Date;
    }
  | { type: 'session_settings'; sessionSettings: SessionSettings; receivedAt: Date };

/** How a connection ended. */
export interface CloseEvent {
  target: unknown;
  type: string;
  code: number;
  reason: string;
  wasClean: boolean;
}

/** A message of the wire, as the SDK writes it. */
export function fromWire(
  message: ReadableMessage | { type: 'audio_output' | 'session_settings' },
): SubscribeEvent {
  // The shapes above are the wire's, which has been checked.
  const read = camelCase(message) as SubscribeEvent;
  return read.type === 'assistant_message'
    ? { ...read, isQuickResponse: read.isQuickResponse ?? false }
    : read;
}

/** A message of the SDK, for the wire. */
export function toWire(message: object): Record<string, unknown> {
  return mapKeys(message, (key) => key.replace(/[A-Z]/g, (big) => `_${big.toLowerCase()}`));
}

function camelCase(message: object): object {
  return mapKeys(message, (key) =>
    key
      .replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase())
      .replace(/^./, (first) => first.toLowerCase()),
  );
}

/** Keys that an app has chosen itself. */
const opaque = /^(metadata|variables)$/;

function mapKeys(value: object, rename: (key: string) => string): Record<string, unknown> {
  const into = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(into);
    return typeof inner === 'object' && inner !== null ? mapKeys(inner, rename) : inner;
  };
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(
    entries.map(([key, inner]) => [rename(key), opaque.test(key) ? inner : into(inner)]),
  );
}
