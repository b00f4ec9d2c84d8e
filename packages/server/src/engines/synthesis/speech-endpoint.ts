import { bytesToLinear16 } from '@vivavoce/evi';
import { readTimeout } from '../../base/read-timeout.ts';
import { ServerError } from '../../base/server-error.ts';
import { endpointUrl } from '../../base/network/endpoint-url.ts';
import { askEngine, keyFromEnvironment } from '../support/http-engine.ts';
import type { SynthesisedSpeech, Synthesiser } from './synthesiser.ts';
import { parseWav } from '../../audio/wav.ts';

/** Where speech is made. The key is `VIVAVOCE_SPEECH_KEY` of the environment, where it is set. */
export interface SpeechEndpointOptions {
  /** The base of an OpenAI-compatible API, as `http://127.0.0.1:8880/v1`: `/audio/speech` is added. */
  url: string;
  /** The model's name at that endpoint. */
  model: string;
  /** The voices that may be asked for; the first is the default. Default `alloy`, `echo`, `fable`, `onyx`, `nova`, `shimmer`. */
  voices?: readonly string[] | undefined;
  /** `wav`: of any width and channels; `pcm`: mono, 16-bit little-endian samples of `sampleRate`. Default `wav`. */
  format?: 'wav' | 'pcm' | undefined;
  /** The rate of `pcm`, in Hz. Default 24,000. */
  sampleRate?: number | undefined;
  /** The longest wait for a sentence, in ms; Infinity for no limit. Default 20,000. */
  timeoutMs?: number | undefined;
}

const usualVoices = ['alloy', 'echo', 'fable', 'onyx', 'nova', 'shimmer'];

/**
 * A synthesiser behind an OpenAI-compatible `/audio/speech`: each sentence is a request.
 *
 * @throws ServerError `invalid-option`.
 */
export function createSpeechEndpoint(options: SpeechEndpointOptions): Synthesiser {
  const { model, voices = usualVoices, format = 'wav', sampleRate = 24_000 } = options;
  const timeoutMs = readTimeout('timeoutMs', options.timeoutMs ?? 20_000);
  const [defaultVoice] = voices;
  if (defaultVoice === undefined) {
    throw ServerError.invalidOption('voices', 'it must name one at least');
  }
  if (!(sampleRate >= 8000 && sampleRate <= 48_000)) {
    throw ServerError.invalidOption('sampleRate', 'it must be between 8000 and 48000 Hz');
  }
  const url = endpointUrl(options.url, '/audio/speech');
  const key = keyFromEnvironment('VIVAVOCE_SPEECH_KEY');
  const engine = 'the speech endpoint';
  return {
    name: `speech ${model}`,
    voices,
    // The request ends first.
    longestMs: timeoutMs + 1000,
    async speak(text, voice, signal) {
      const bytes = await askEngine({
        ...{ engine, url, key, timeoutMs, signal },
        body: JSON.stringify({
          model,
          input: text,
          voice: voices.includes(voice) ? voice : defaultVoice,
          response_format: format,
        }),
        mostBytes: 12 * 1024 * 1024,
      });
      return format === 'wav' ? parseWav(bytes, engine) : pcm(bytes, sampleRate, engine);
    },
    close: () => Promise.resolve(),
  };
}

function pcm(bytes: Uint8Array, sampleRate: number, engine: string): SynthesisedSpeech {
  if (bytes.length === 0) throw ServerError.engineFailed(engine, new Error('its answer is empty'));
  if (bytes.length % 2 !== 0) {
    throw ServerError.engineFailed(engine, new Error('its answer ends in the middle of a sample'));
  }
  return { samples: bytesToLinear16(bytes), sampleRate };
}
