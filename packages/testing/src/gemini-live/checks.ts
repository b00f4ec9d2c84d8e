/** Why a message ends the session. */
export interface Refused {
  readonly code: number;
  readonly reason: string;
}

type Shape = { readonly [name: string]: Shape | '' };

/** What a message may have, and what stands in it. */
const shapes: Shape = {
  setup: {
    model: '',
    generationConfig: {
      candidateCount: '',
      maxOutputTokens: '',
      temperature: '',
      topP: '',
      topK: '',
      presencePenalty: '',
      frequencyPenalty: '',
      responseModalities: '',
      speechConfig: { voiceConfig: '', languageCode: '', multiSpeakerVoiceConfig: '' },
      mediaResolution: '',
      thinkingConfig: '',
      enableAffectiveDialog: '',
      seed: '',
    },
    systemInstruction: { parts: '', role: '' },
    tools: '',
    realtimeInputConfig: {
      automaticActivityDetection: {
        disabled: '',
        startOfSpeechSensitivity: '',
        endOfSpeechSensitivity: '',
        prefixPaddingMs: '',
        silenceDurationMs: '',
      },
      activityHandling: '',
      turnCoverage: '',
    },
    sessionResumption: { handle: '', transparent: '' },
    contextWindowCompression: { slidingWindow: '', triggerTokens: '' },
    inputAudioTranscription: { languageCodes: '' },
    outputAudioTranscription: { languageCodes: '' },
    proactivity: '',
    historyConfig: '',
    explicitVadSignal: '',
    safetySettings: '',
  },
  clientContent: { turns: '', turnComplete: '' },
  realtimeInput: {
    mediaChunks: '',
    audio: { data: '', mimeType: '' },
    video: { data: '', mimeType: '' },
    activityStart: {},
    activityEnd: {},
    audioStreamEnd: '',
    text: '',
  },
  toolResponse: { functionResponses: '' },
};

const badArgument = 1007;

export function refused(reason: string, code: number = badArgument): Refused {
  return { code, reason: reason.slice(0, 123) };
}

/** The first name that the service does not know. */
export function unknownName(message: Record<string, unknown>): Refused | undefined {
  const found = find(message, shapes, '');
  return found === undefined
    ? undefined
    : refused(
        `Invalid JSON payload received. Unknown name "${found.name}"${found.at}: Cannot find field.`,
      );
}

function find(
  given: Record<string, unknown>,
  shape: Shape,
  path: string,
): { readonly name: string; readonly at: string } | undefined {
  for (const [name, value] of Object.entries(given)) {
    const inner = shape[name];
    if (inner === undefined) return { name, at: path === '' ? '' : ` at '${path}'` };
    if (inner === '' || !isObject(value)) continue;
    const found = find(value, inner, path === '' ? name : `${path}.${name}`);
    if (found) return found;
  }
  return undefined;
}

/** Why an answer of a function can't be read: it is a `Struct`, which is an object and nothing else. */
export function refusedAnswer(answer: unknown, index: number): Refused | undefined {
  const at = `tool_response.function_responses[${index}]`;
  if (!isObject(answer)) return refused(`Invalid value at '${at}'`);
  if (!isObject(answer['response'])) {
    return refused(
      `Invalid value at '${at}.response' (type.googleapis.com/google.protobuf.Struct)`,
    );
  }
  return typeof answer['id'] === 'string' ? undefined : refused(`'${at}.id' is missing`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
