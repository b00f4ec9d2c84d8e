import type {
  ClientEvent,
  ConversationItem,
  EventReader,
  ServiceModel,
  ServerEvent,
  SessionConfig,
  Traits,
} from '../translator/contract.ts';
import type { Used } from '../translator/usage.ts';

/** Settings of Gemini Live that the kit has no name for, as its API has them. */
export interface GeminiSettings {
  /** More of the `setup`. */
  readonly setup?: Readonly<Record<string, unknown>> | undefined;
}

type Frame = Readonly<Record<string, unknown>>;

interface Words {
  readonly text?: string;
}

/** How many of one kind. */
interface Tokens {
  readonly modality?: string;
  readonly tokenCount?: number;
}

/** What of the API's messages is read. */
interface LiveMessage {
  readonly setupComplete?: { readonly sessionId?: string };
  readonly serverContent?: {
    readonly interrupted?: boolean;
    readonly inputTranscription?: Words;
    readonly outputTranscription?: Words;
    readonly modelTurn?: {
      readonly parts?: readonly {
        readonly inlineData?: { readonly data?: string; readonly mimeType?: string };
        readonly text?: string;
        readonly thought?: boolean;
      }[];
    };
    readonly turnComplete?: boolean;
  };
  readonly toolCall?: {
    readonly functionCalls?: readonly {
      readonly id?: string;
      readonly name?: string;
      readonly args?: Frame;
    }[];
  };
  readonly toolCallCancellation?: { readonly ids?: readonly string[] };
  readonly goAway?: { readonly timeLeft?: string };
  readonly sessionResumptionUpdate?: { readonly newHandle?: string; readonly resumable?: boolean };
  readonly usageMetadata?: {
    readonly promptTokenCount?: number;
    readonly toolUsePromptTokenCount?: number;
    readonly cachedContentTokenCount?: number;
    readonly responseTokenCount?: number;
    readonly thoughtsTokenCount?: number;
    readonly promptTokensDetails?: readonly Tokens[];
    readonly responseTokensDetails?: readonly Tokens[];
  };
}

/** Reads what one connection of Gemini Live sends. A message may hold several things: each is read, in one order. */
export function geminiReader(): EventReader {
  let turn = 0;
  let open = false;
  /** The turn that is open was interrupted. */
  let cut = false;
  /** Calls without an id. */
  let calls = 0;
  /** The turn that was interrupted was over: the mark of its end is still to come. */
  let ending = false;
  const begin = (): void => {
    if (!open) turn += 1;
    open = true;
    ending = false;
  };
  return (raw) => {
    const { setupComplete, serverContent, toolCall, toolCallCancellation, ...more } =
      raw as LiveMessage;
    const { goAway, sessionResumptionUpdate: resumption, ...others } = more;
    const { inputTranscription, outputTranscription, modelTurn } = serverContent ?? {};
    const events: ServerEvent[] = [];
    const add = (type: string, fields: Partial<ServerEvent> = {}): void => {
      events.push({ type, responseId: `turn-${turn}`, itemId: `message-${turn}`, ...fields });
    };
    if (setupComplete) add('session-created', { sessionId: setupComplete.sessionId });
    if (serverContent?.interrupted) {
      ending = !open && turn > 0;
      cut = open;
      add('speech-started', { itemId: undefined });
    }
    if (inputTranscription?.text) {
      // Words of the next turn: the mark of the end of the one before may not come, or later.
      if (cut) add('response-done', { status: 'cancelled' });
      ending ||= cut;
      open &&= !cut;
      cut = false;
      add('input-transcription-delta', { delta: inputTranscription.text });
    }
    for (const { inlineData, text, thought } of modelTurn?.parts ?? []) {
      begin();
      if (inlineData?.data) {
        const rate = Number(/rate=(\d+)/.exec(inlineData.mimeType ?? '')?.[1]);
        add('audio-delta', { delta: inlineData.data, rate: rate || undefined });
      }
      if (text && !thought) add('text-delta', { delta: text });
    }
    if (outputTranscription?.text) {
      begin();
      add('audio-transcript-delta', { delta: outputTranscription.text });
    }
    for (const { id, name, args = {} } of toolCall?.functionCalls ?? []) {
      begin();
      const call = { callId: id ?? `call-${(calls += 1)}`, name, arguments: JSON.stringify(args) };
      add('function-call-arguments-done', call);
    }
    if (toolCallCancellation) add('calls-cancelled', { callIds: toolCallCancellation.ids });
    // With its calls a turn is over as well: it goes on with their answers, as another one.
    if (toolCall || serverContent?.turnComplete) {
      if (!ending) begin();
      open = ending = cut = false;
      add('response-done', { status: 'completed' });
    }
    if (resumption?.resumable && resumption.newHandle) {
      add('session-handle', { handle: resumption.newHandle });
    }
    // A duration in s: `9.5s`.
    if (goAway)
      add('session-ends', { left: parseFloat(goAway.timeLeft ?? '') * 1000 || undefined });
    if (others.usageMetadata) add('usage', { used: usedBy(others.usageMetadata) });
    if (Object.keys(others).length > 0) events.push({ type: 'custom', raw: others });
    else if (events.length === 0) events.push({ type: 'custom', raw });
    return events;
  };
}

/** Totals of the connection. */
function usedBy(usage: NonNullable<LiveMessage['usageMetadata']>): Used {
  const { promptTokenCount = 0, toolUsePromptTokenCount: ofTools = 0 } = usage;
  const { responseTokenCount = 0, thoughtsTokenCount: ofThoughts = 0 } = usage;
  return {
    inputTokens: promptTokenCount + ofTools,
    cachedTokens: usage.cachedContentTokenCount,
    inputAudioTokens: soundIn(usage.promptTokensDetails),
    outputTokens: responseTokenCount + ofThoughts,
    outputAudioTokens: soundIn(usage.responseTokensDetails),
  };
}

function soundIn(details: readonly Tokens[] = []): number | undefined {
  return details.find(({ modality }) => modality === 'AUDIO')?.tokenCount;
}

/** Google's Gemini Live API. @param modelId `gemini-live-2.5-flash` */
export function geminiModel(modelId: string, settings: GeminiSettings = {}): ServiceModel {
  return {
    provider: 'gemini',
    modelId,
    // A key is for the plain method; a token for the constrained one, of the version it is made for.
    getWebSocketConfig: ({ token, url }) => {
      const [version, constrained, name] = token.startsWith('auth_tokens/')
        ? ['v1alpha', 'Constrained', 'access_token']
        : ['v1beta', '', 'key'];
      return {
        url: `${url}/ws/google.ai.generativelanguage.${version}.GenerativeService.BidiGenerateContent${constrained}?${name}=${encodeURIComponent(token)}`,
      };
    },
    parseServerEvent: geminiReader(),
    createServerEventParser: geminiReader,
    serializeClientEvent: (event) => frameOf(event, modelId, settings),
  };
}

function frameOf(event: ClientEvent, modelId: string, settings: GeminiSettings): Frame | null {
  switch (event.type) {
    case 'session-update':
      return { setup: setupOf(event.config, modelId, settings) };
    case 'input-audio-append':
      return { realtimeInput: { audio: { data: event.audio, mimeType: 'audio/pcm;rate=16000' } } };
    case 'input-activity-start':
      return { realtimeInput: { activityStart: {} } };
    case 'input-audio-commit':
      return { realtimeInput: { activityEnd: {} } };
    case 'conversation-item-create':
      return itemOf(event.item);
    default:
      return null;
  }
}

function setupOf(config: SessionConfig, modelId: string, { setup }: GeminiSettings): Frame {
  const { instructions, voice, tools, handle, turnDetection } = config;
  const given = (setup?.['realtimeInputConfig'] ?? {}) as Frame;
  const byHand = { ...given, automaticActivityDetection: { disabled: true } };
  const voiceConfig = { prebuiltVoiceConfig: { voiceName: voice } };
  const functionDeclarations = tools?.map(({ type: _, parameters, ...rest }) => ({
    ...rest,
    parametersJsonSchema: parameters,
  }));
  return {
    model: `models/${modelId}`,
    ...setup,
    generationConfig: {
      responseModalities: ['AUDIO'],
      ...(voice && { speechConfig: { voiceConfig } }),
      ...(setup?.['generationConfig'] as Frame | undefined),
    },
    ...(instructions && { systemInstruction: { parts: [{ text: instructions }] } }),
    ...(functionDeclarations?.length && { tools: [{ functionDeclarations }] }),
    ...(turnDetection && { realtimeInputConfig: byHand }),
    inputAudioTranscription: {},
    outputAudioTranscription: {},
    // No handle, no field: null is refused.
    sessionResumption: { ...(handle && { handle }) },
  };
}

function itemOf(item: ConversationItem): Frame | null {
  if (item.type === 'text-message') return { realtimeInput: { text: item.text } };
  if (item.type !== 'function-call-output') return null;
  const { callId: id, name, output } = item;
  return { toolResponse: { functionResponses: [{ id, name, response: structOf(output) }] } };
}

/** An answer is an object there, and nothing else. */
function structOf(text: string): object {
  let output: unknown = text;
  try {
    output = JSON.parse(text);
  } catch {
    // A text.
  }
  return typeof output === 'object' && output !== null && !Array.isArray(output)
    ? output
    : { output };
}

/** How Gemini Live behaves. */
export const geminiTraits: Traits = {
  inputRate: 16_000,
  outputRate: 24_000,
  setupFirst: true,
  truncates: false,
  echoes: false,
  growingTranscripts: true,
  items: false,
  pauses: false,
  commits: true,
};
