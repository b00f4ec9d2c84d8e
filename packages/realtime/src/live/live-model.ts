import type {
  ClientEvent,
  EventReader,
  ServerEvent,
  ServiceModel,
  SessionConfig,
  Traits,
} from '../translator/contract.ts';

/** Settings of GPT-Live that the kit has no name for, as its API has them. */
export interface LiveSettings {
  /** Anything else that `session.start` takes. */
  readonly session?: Readonly<Record<string, unknown>> | undefined;
}

type Frame = Readonly<Record<string, unknown>>;

/** What of the API's events is read. */
interface LiveEvent {
  readonly type: string;
  readonly delta?: string;
  readonly session?: { readonly id?: string } | null;
  readonly reason?: string;
  readonly error?: {
    readonly message?: string;
    readonly code?: string | null;
    readonly client_event_id?: string | null;
  };
}

/** Hz. */
const rate = 24_000;

/** Samples below this are silence; after so many ms of that a turn of the model is over. */
const quiet = 200;
const pause = 800;

/** ms after the end of a turn in which words may still belong to it. */
const lateness = 3000;

/**
 * Reads what one connection of GPT-Live sends. Its sound is one stream without an end, in which it is silent while it listens, and nothing
 * says where an answer begins or ends: that is heard from the sound.
 */
export function liveReader(): EventReader {
  let turn = 0;
  let open = false;
  /** ms of silence that came last. */
  let silence = 0;
  const begin = (): void => {
    if (!open) turn += 1;
    open = true;
    silence = 0;
  };
  return (raw) => {
    const event = raw as LiveEvent;
    const { type, delta = '', session, error } = event;
    const at = (): Partial<ServerEvent> => ({
      responseId: `turn-${turn}`,
      itemId: `message-${turn}`,
    });
    switch (type) {
      case 'session.started':
        return { type: 'session-created', sessionId: session?.id };
      case 'session.output_audio.delta': {
        const { peak, duration } = measured(delta);
        if (peak > quiet) begin();
        else silence += duration;
        if (!open) return [];
        const sound: ServerEvent = { type: 'audio-delta', delta, rate, ...at() };
        if (silence < pause) return sound;
        open = false;
        return [sound, { type: 'response-done', status: 'completed', ...at() }];
      }
      case 'session.output_transcript.delta':
        if (turn === 0 || (!open && silence > pause + lateness)) begin();
        return { type: 'audio-transcript-delta', delta, ...at() };
      case 'session.input_transcript.delta':
        return { type: 'input-transcription-delta', delta };
      case 'session.closed':
        return { type: 'error', code: 'session_closed', message: event.reason ?? '', raw };
      case 'error':
        return {
          type: 'error',
          message: error?.message,
          code: error?.code ?? undefined,
          clientEventId: error?.client_event_id ?? undefined,
        };
      default:
        return { type: 'custom', raw };
    }
  };
}

/** The loudest sample of a piece, and ms of it. */
function measured(delta: string): { peak: number; duration: number } {
  const bytes = atob(delta);
  let peak = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const sample = ((bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8)) << 16) >> 16;
    peak = Math.max(peak, Math.abs(sample));
  }
  return { peak, duration: bytes.length / ((2 * rate) / 1000) };
}

/**
 * OpenAI's GPT-Live: one stream of sound each way, in which the model hears and speaks at once. It is reached from a server alone.
 *
 * @param modelId `gpt-live-1`
 */
export function liveModel(modelId: string, settings: LiveSettings = {}): ServiceModel {
  return {
    provider: 'openai',
    modelId,
    parseServerEvent: liveReader(),
    createServerEventParser: liveReader,
    serializeClientEvent: (event) => {
      const frame = frameOf(event, modelId, settings);
      return frame && event.eventId ? { ...frame, event_id: event.eventId } : frame;
    },
  };
}

function frameOf(event: ClientEvent, modelId: string, settings: LiveSettings): Frame | null {
  switch (event.type) {
    case 'session-update':
      return { type: 'session.start', session: sessionOf(event.config, modelId, settings) };
    case 'input-audio-append':
      return { type: 'session.input_audio.append', audio: event.audio };
    case 'conversation-item-create': {
      const { item } = event;
      if (item.type !== 'text-message') return null;
      // What was typed has a name; what is to be said has none.
      const content = item.id ? `The user has typed: ${item.text}` : item.text;
      return { type: 'session.instructions.append', content, delegation_id: null };
    }
    default:
      return null;
  }
}

function sessionOf(config: SessionConfig, model: string, { session }: LiveSettings): Frame {
  const { instructions, voice = 'marin' } = config;
  return {
    model,
    ...(instructions !== undefined && { instructions }),
    audio: { format: { type: 'audio/pcm', rate }, output: { voice } },
    ...session,
  };
}

/** How GPT-Live behaves. */
export const liveTraits: Traits = {
  inputRate: rate,
  outputRate: rate,
  setupFirst: true,
  truncates: false,
  echoes: false,
  growingTranscripts: true,
  items: false,
  pauses: false,
  commits: false,
};
