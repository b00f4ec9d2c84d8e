import type { RealtimeSessionCreateRequest } from 'openai/resources/realtime/realtime';

/** Why a frame is refused. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly param?: string | undefined;
}

type Settings = Readonly<Record<string, unknown>>;

/** What a session may have, and what stands in it: one level for each name. */
const known: Settings = {
  type: '',
  object: '',
  id: '',
  expires_at: '',
  client_secret: '',
  model: '',
  instructions: '',
  include: '',
  max_output_tokens: '',
  output_modalities: '',
  parallel_tool_calls: '',
  prompt: '',
  reasoning: '',
  tool_choice: '',
  tools: '',
  tracing: '',
  truncation: '',
  audio: {
    input: { format: '', noise_reduction: '', transcription: '', turn_detection: '' },
    output: { format: '', speed: '', voice: '' },
  },
};

const maxDescription = 1024;

/** The settings a session begins with. */
export function firstSettings(model: string): RealtimeSessionCreateRequest {
  return {
    type: 'realtime',
    model,
    output_modalities: ['audio'],
    instructions: '',
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    audio: {
      input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: serverVad },
      output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'alloy', speed: 1 },
    },
  };
}

const serverVad = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  create_response: true,
  interrupt_response: true,
  idle_timeout_ms: null,
} as const;

/**
 * The settings after a `session.update`. Each name that was given replaces what was there; `audio` by its parts, everything else
 * whole, so that a `turn_detection` of one field has the defaults in all others. One bad field, and nothing of it holds.
 *
 * @param spoken whether the session has made sound: its voice is fixed from then on
 */
export function updatedSettings(
  before: RealtimeSessionCreateRequest,
  change: unknown,
  spoken: boolean,
): RealtimeSessionCreateRequest | Refusal {
  if (!isObject(change)) return missing('session');
  const refusal = refuse(before, change, spoken);
  if (refusal) return refusal;
  const { audio, ...rest } = change as unknown as RealtimeSessionCreateRequest;
  const input = { ...before.audio?.input, ...audio?.input };
  const detection = input.turn_detection;
  if (detection) {
    const defaults =
      detection.type === 'server_vad'
        ? serverVad
        : { create_response: true, interrupt_response: true, eagerness: 'auto' };
    input.turn_detection = { ...defaults, ...detection } as typeof detection;
  }
  return {
    ...before,
    ...rest,
    audio: { input, output: { ...before.audio?.output, ...audio?.output } },
  };
}

function refuse(
  before: RealtimeSessionCreateRequest,
  change: Settings,
  spoken: boolean,
): Refusal | undefined {
  if (change['type'] === undefined) return missing('session.type');
  if (change['type'] !== 'realtime') return invalid('session.type', change['type'], "'realtime'");
  const unknown = unknownName(change, known, 'session');
  if (unknown !== undefined) {
    return {
      code: 'unknown_parameter',
      message: `Unknown parameter: '${unknown}'.`,
      param: unknown,
    };
  }
  if (change['model'] !== undefined && change['model'] !== before.model) {
    return {
      code: 'cannot_update_model',
      message: 'Cannot update the model of a session.',
      param: 'session.model',
    };
  }
  const { input = {}, output = {} } = (change['audio'] ?? {}) as {
    input?: Settings;
    output?: Settings;
  };
  const voice = output['voice'];
  if (voice !== undefined && spoken && voice !== before.audio?.output?.voice) {
    return {
      code: 'cannot_update_voice',
      message: 'Cannot update a conversation’s voice if assistant audio is present.',
      param: 'session.audio.output.voice',
    };
  }
  const modalities = change['output_modalities'];
  if (
    modalities !== undefined &&
    JSON.stringify(modalities) !== '["audio"]' &&
    JSON.stringify(modalities) !== '["text"]'
  ) {
    return invalid('session.output_modalities', modalities, "['audio'] and ['text']");
  }
  return (
    refusedFormat('session.audio.input.format', input['format']) ??
    refusedFormat('session.audio.output.format', output['format']) ??
    refusedDetection(input['turn_detection']) ??
    refusedTools(change['tools'])
  );
}

function refusedFormat(param: string, format: unknown): Refusal | undefined {
  if (format === undefined) return undefined;
  const { type, rate } = isObject(format) ? format : {};
  if (type === 'audio/pcmu' || type === 'audio/pcma') return undefined;
  if (type !== 'audio/pcm')
    return invalid(`${param}.type`, type, "'audio/pcm', 'audio/pcmu' and 'audio/pcma'");
  return rate === undefined || rate === 24_000
    ? undefined
    : invalid(`${param}.rate`, rate, '24000');
}

function refusedDetection(detection: unknown): Refusal | undefined {
  const param = 'session.audio.input.turn_detection';
  if (detection === undefined || detection === null) return undefined;
  const { type } = isObject(detection) ? detection : {};
  return type === 'server_vad' || type === 'semantic_vad'
    ? undefined
    : invalid(`${param}.type`, type, "'server_vad' and 'semantic_vad'");
}

function refusedTools(tools: unknown): Refusal | undefined {
  if (tools === undefined) return undefined;
  if (!Array.isArray(tools)) return invalid('session.tools', tools, 'a list');
  for (const [index, tool] of tools.entries()) {
    const { type, name, description } = isObject(tool) ? tool : {};
    const param = `session.tools[${index}]`;
    if (type === 'mcp') continue;
    if (type !== 'function') return invalid(`${param}.type`, type, "'function' and 'mcp'");
    if (typeof name !== 'string' || name === '') return missing(`${param}.name`);
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name))
      return invalid(`${param}.name`, name, '^[a-zA-Z0-9_-]+$');
    if (typeof description === 'string' && description.length > maxDescription) {
      return {
        code: 'string_above_max_length',
        message: `Invalid '${param}.description': string too long. Expected a string with maximum length ${maxDescription}, but got a string with length ${description.length} instead.`,
        param: `${param}.description`,
      };
    }
  }
  return undefined;
}

function unknownName(given: Settings, allowed: Settings, path: string): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    if (!(name in allowed)) return `${path}.${name}`;
    const inner = allowed[name];
    if (isObject(inner) && isObject(value)) {
      const found = unknownName(value, inner, `${path}.${name}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** A parameter that must be there. */
export function missing(param: string): Refusal {
  return {
    code: 'missing_required_parameter',
    message: `Missing required parameter: '${param}'.`,
    param,
  };
}

/** A parameter that has no such value. */
export function invalid(param: string, value: unknown, allowed: string): Refusal {
  return {
    code: 'invalid_value',
    message: `Invalid value: '${typeof value === 'string' ? value : JSON.stringify(value)}'. Supported values are: ${allowed}.`,
    param,
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
