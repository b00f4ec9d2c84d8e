import type {
  ClientEvent,
  ConversationItem,
  ServiceModel,
  ServerEvent,
  SessionConfig,
  Traits,
} from '../translator/contract.ts';
import type { Used } from '../translator/usage.ts';

/** Settings of OpenAI Realtime that the kit has no name for, as its API has them. */
export interface OpenAISettings {
  /** Default: the API's own, `server_vad`. null where nobody looks for the user's voice. */
  readonly turnDetection?: Readonly<Record<string, unknown>> | null | undefined;
  /** What writes the user's words down. Default: `{ model: 'gpt-4o-mini-transcribe' }`. */
  readonly transcription?: Readonly<Record<string, unknown>> | null | undefined;
  /** Anything else that `session.update` takes. */
  readonly session?: Readonly<Record<string, unknown>> | undefined;
}

type Frame = Readonly<Record<string, unknown>>;

interface Failure {
  readonly code?: string | null;
  readonly type?: string;
  readonly message?: string;
  readonly param?: string | null;
  readonly event_id?: string | null;
}

/** Of a response, or of the user's words: these are counted in tokens or in seconds. */
interface Usage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly total_tokens?: number;
  readonly seconds?: number;
  readonly input_token_details?: {
    readonly cached_tokens?: number;
    readonly audio_tokens?: number;
  } | null;
  readonly output_token_details?: { readonly audio_tokens?: number } | null;
}

/** What of the API's events is read. */
interface OpenAIEvent {
  readonly type: string;
  readonly response_id?: string;
  readonly item_id?: string;
  readonly content_index?: number;
  readonly delta?: string;
  readonly transcript?: string;
  readonly text?: string;
  readonly call_id?: string;
  readonly name?: string;
  readonly arguments?: string;
  readonly audio_start_ms?: number;
  readonly audio_end_ms?: number;
  readonly error?: Failure | null;
  readonly item?: {
    readonly id?: string;
    readonly type?: string;
    readonly name?: string;
    readonly call_id?: string;
    readonly arguments?: string;
    readonly status?: string;
    readonly content?: readonly { readonly type?: string; readonly text?: string }[];
  } | null;
  readonly session?: { readonly id?: string; readonly expires_at?: number } | null;
  /** Of the user's words. */
  readonly usage?: Usage | null;
  readonly response?: {
    readonly id?: string;
    readonly status?: string;
    readonly usage?: Usage | null;
    readonly status_details?: { readonly error?: Failure | null } | null;
  } | null;
}

/** Names of the API's events that have another in the contract. */
const names: Readonly<Record<string, string>> = {
  'input_audio_buffer.speech_started': 'speech-started',
  'input_audio_buffer.speech_stopped': 'speech-stopped',
  'input_audio_buffer.committed': 'audio-committed',
  'input_audio_buffer.timeout_triggered': 'idle-timeout',
  'conversation.item.created': 'conversation-item-added',
};

/** What the contract leaves out at the beginning of a name. */
const prefix =
  /^(response\.(output_)?(?=audio|text)|response\.(?=output_item|content_part|function_call)|conversation\.item\.(?=input_audio_transc)|(?=session\.|response\.|error$|conversation\.item\.added))/;

/** What the contract calls an event of the API; those it does not have keep their name. */
function nameOf(type: string): string {
  const known = names[type];
  if (known !== undefined) return known;
  if (!prefix.test(type)) return type;
  return type.replace(prefix, '').replace('input_audio_', 'input_').replace(/[._]/g, '-');
}

/** Reads an event of OpenAI Realtime, or of what speaks its language. */
export function readOpenAI(raw: unknown): ServerEvent {
  const event = raw as OpenAIEvent;
  const { item, session, response } = event;
  const error = event.error ?? response?.status_details?.error;
  // Some that speak this language say of a call only that its item is complete.
  const called = event.type === 'response.output_item.done' && item?.type === 'function_call';
  return {
    type:
      called && item.status !== 'incomplete' ? 'function-call-arguments-done' : nameOf(event.type),
    raw,
    sessionId: session?.id,
    expiresAt: session?.expires_at,
    responseId: event.response_id ?? response?.id,
    itemId: event.item_id ?? item?.id,
    contentIndex: event.content_index,
    delta: event.delta,
    transcript: event.transcript,
    // Of an item, what was typed: not everybody who sends one may give it an id.
    text: event.text ?? [item?.content].flat().find((part) => part?.type === 'input_text')?.text,
    callId: called || item?.type === 'function_call_output' ? item?.call_id : event.call_id,
    name: event.name ?? item?.name,
    arguments: event.arguments ?? item?.arguments,
    status: response?.status,
    message: error?.message,
    code: error?.code ?? error?.type,
    clientEventId: error?.event_id ?? undefined,
    param: error?.param ?? undefined,
    at: event.audio_start_ms ?? event.audio_end_ms,
    used: usedBy(response?.usage, event.usage),
  };
}

function usedBy(answer?: Usage | null, words?: Usage | null): Used | undefined {
  if (answer) {
    const { input_tokens, output_tokens, input_token_details, output_token_details } = answer;
    return {
      inputTokens: input_tokens,
      cachedTokens: input_token_details?.cached_tokens,
      inputAudioTokens: input_token_details?.audio_tokens,
      outputTokens: output_tokens,
      outputAudioTokens: output_token_details?.audio_tokens,
    };
  }
  return words
    ? { transcriptionTokens: words.total_tokens, transcriptionSeconds: words.seconds }
    : undefined;
}

/**
 * OpenAI's Realtime API as it is since its general availability, and all that speaks it.
 *
 * @param modelId `gpt-realtime`
 */
export function openaiModel(modelId: string, settings: OpenAISettings = {}): ServiceModel {
  return {
    provider: 'openai',
    modelId,
    getWebSocketConfig: ({ token, url }) => ({
      url: `${url}/v1/realtime?model=${encodeURIComponent(modelId)}`,
      protocols: ['realtime', `openai-insecure-api-key.${token}`],
    }),
    parseServerEvent: readOpenAI,
    serializeClientEvent: (event) => {
      const frame = frameOf(event, settings);
      return frame && event.eventId ? { ...frame, event_id: event.eventId } : frame;
    },
  };
}

function frameOf(event: ClientEvent, settings: OpenAISettings): Frame | null {
  switch (event.type) {
    case 'session-update':
      return { type: 'session.update', session: sessionOf(event.config, settings) };
    case 'input-audio-append':
      return { type: 'input_audio_buffer.append', audio: event.audio };
    case 'input-activity-start':
      return null;
    case 'input-audio-commit':
      return { type: 'input_audio_buffer.commit' };
    case 'input-audio-clear':
      return { type: 'input_audio_buffer.clear' };
    case 'conversation-item-create':
      return { type: 'conversation.item.create', item: itemOf(event.item) };
    case 'conversation-item-truncate': {
      const { itemId: item_id, contentIndex: content_index, audioEndMs: audio_end_ms } = event;
      return { type: 'conversation.item.truncate', item_id, content_index, audio_end_ms };
    }
    case 'response-create':
      return { type: 'response.create', ...(event.options && { response: event.options }) };
    case 'response-cancel':
      return { type: 'response.cancel' };
  }
}

/** Only what was named: what else is sent along undoes what was set before. */
function sessionOf(config: SessionConfig, settings: OpenAISettings): Frame {
  const { instructions, voice, tools, inputAudioFormat: format, createResponse } = config;
  const { turnDetection, transcription = { model: 'gpt-4o-mini-transcribe' }, session } = settings;
  let detection = config.turnDetection ? null : format && turnDetection;
  // An object replaces the one before whole.
  if (createResponse !== undefined && turnDetection !== null) {
    detection = { type: 'server_vad', ...turnDetection };
    if (!createResponse) detection = { ...detection, create_response: false };
  }
  const named = format && (session?.['audio'] as { input?: Frame; output?: Frame } | undefined);
  const input = {
    ...(format && { format, transcription }),
    ...named?.input,
    ...(detection !== undefined && { turn_detection: detection }),
  };
  const output = { ...(format && { format }), ...named?.output, ...(voice && { voice }) };
  const audio = { ...(hasAny(input) && { input }), ...(hasAny(output) && { output }) };
  return {
    type: 'realtime',
    ...(format && session),
    ...(instructions !== undefined && { instructions }),
    ...(tools && { tools }),
    ...(hasAny(audio) && { audio }),
  };
}

function itemOf(item: ConversationItem): Frame {
  switch (item.type) {
    case 'text-message': {
      const { role, text, id } = item;
      const type = role === 'assistant' ? 'output_text' : 'input_text';
      return { ...(id && { id }), type: 'message', role, content: [{ type, text }] };
    }
    case 'function-call': {
      const { callId: call_id, name, arguments: args } = item;
      return { type: 'function_call', call_id, name, arguments: args };
    }
    case 'function-call-output':
      return { type: 'function_call_output', call_id: item.callId, output: item.output };
  }
}

function hasAny(object: object): boolean {
  return Object.keys(object).length > 0;
}

/** How OpenAI Realtime behaves. */
export const openaiTraits: Traits = {
  inputRate: 24_000,
  outputRate: 24_000,
  setupFirst: false,
  truncates: true,
  echoes: true,
  growingTranscripts: false,
  items: true,
  pauses: true,
  commits: true,
};
