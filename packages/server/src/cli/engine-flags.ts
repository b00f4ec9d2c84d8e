import { ServerError } from '../base/server-error.ts';
import { createChatCompletionsResponder } from '../replies/language-model/chat-completions.ts';
import { recogniserNames } from '../engines/recognition/choose-recogniser.ts';
import { createCustomLanguageModel } from '../replies/language-model/custom-language-model.ts';
import { createExpressionEndpoint } from '../engines/expressions/expression-endpoint.ts';
import { createSpeechEndpoint } from '../engines/synthesis/speech-endpoint.ts';
import type { EngineOptions } from '../engines/start-engines.ts';
import { createTranscriptionEndpoint } from '../engines/recognition/transcription-endpoint.ts';

/** The flags that choose engines, as `parseArgs` wants them. */
export const engineFlags = {
  recogniser: { type: 'string' },
  'transcription-url': { type: 'string' },
  'transcription-model': { type: 'string' },
  'speech-url': { type: 'string' },
  'speech-model': { type: 'string' },
  'speech-voice': { type: 'string', multiple: true },
  'model-url': { type: 'string' },
  model: { type: 'string' },
  'custom-language-model': { type: 'string' },
  'expression-url': { type: 'string' },
} as const;

/** What the help says of them. */
export const engineHelp: string = `  --recogniser NAME      ${recogniserNames.join(', ')} (default auto)
  --transcription-url URL, --transcription-model NAME
                         recognise speech with an OpenAI-compatible API
  --speech-url URL, --speech-model NAME
                         synthesise speech with an OpenAI-compatible API
  --speech-voice NAME    one of its voices; repeatable, the first is the default
  --model-url URL        generate replies with an OpenAI-compatible API, such as http://127.0.0.1:11434/v1
  --model NAME           name of the model
  --custom-language-model URL
                         generate replies with your own endpoint, called as EVI calls it
  --expression-url URL   measure expressions with your own endpoint: a WAV is posted, 48 scores are answered`;

type Values = Partial<Record<Exclude<keyof typeof engineFlags, 'speech-voice'>, string>> & {
  'speech-voice'?: string[];
};

/** Reads the flags. Keys come from the environment. @throws ServerError `invalid-option`. */
export function readEngines(values: Values): EngineOptions {
  const { 'expression-url': url } = values;
  return {
    ...readRecogniser(values),
    ...readVoice(values),
    ...readResponder(values),
    ...(url !== undefined && { prosody: createExpressionEndpoint({ url }) }),
  };
}

function readRecogniser(values: Values): Pick<EngineOptions, 'recogniser'> {
  const { recogniser } = values;
  const endpoint = both(values, 'transcription-url', 'transcription-model');
  if (endpoint !== undefined && recogniser !== undefined) {
    throw ServerError.invalidOption('--recogniser', 'it excludes --transcription-url');
  }
  if (endpoint !== undefined) return { recogniser: createTranscriptionEndpoint(endpoint) };
  if (recogniser === undefined) return {};
  const name = recogniserNames.find((known) => known === recogniser);
  if (name !== undefined) return { recogniser: name };
  throw ServerError.invalidOption(
    '--recogniser',
    `it must be one of ${recogniserNames.join(', ')}`,
  );
}

function readVoice(values: Values): Pick<EngineOptions, 'synthesiser'> {
  const endpoint = both(values, 'speech-url', 'speech-model');
  const voices = values['speech-voice'];
  if (endpoint === undefined && voices !== undefined) {
    throw ServerError.invalidOption('--speech-voice', 'it takes --speech-url as well');
  }
  if (endpoint === undefined) return {};
  return { synthesiser: createSpeechEndpoint({ ...endpoint, ...(voices && { voices }) }) };
}

function readResponder(values: Values): Pick<EngineOptions, 'responder'> {
  const endpoint = both(values, 'model-url', 'model');
  const own = values['custom-language-model'];
  if (own !== undefined && endpoint !== undefined) {
    throw ServerError.invalidOption('--custom-language-model', 'it excludes --model-url');
  }
  if (own !== undefined) return { responder: createCustomLanguageModel({ url: own }) };
  if (endpoint === undefined) return {};
  const { VIVAVOCE_MODEL_KEY: apiKey } = process.env;
  return { responder: createChatCompletionsResponder({ ...endpoint, ...(apiKey && { apiKey }) }) };
}

/** An address and a model, which are of no use without each other. */
function both(
  values: Values,
  urlFlag: 'transcription-url' | 'speech-url' | 'model-url',
  modelFlag: 'transcription-model' | 'speech-model' | 'model',
): { url: string; model: string } | undefined {
  const url = values[urlFlag];
  const model = values[modelFlag];
  if (url === undefined && model === undefined) return undefined;
  if (url !== undefined && model !== undefined) return { url, model };
  throw ServerError.invalidOption(
    `--${modelFlag}`,
    `it takes both --${urlFlag} and --${modelFlag}`,
  );
}
