import * as v from 'valibot';
import { readTimeout } from '../../base/read-timeout.ts';
import { ServerError } from '../../base/server-error.ts';
import { endpointUrl } from '../../base/network/endpoint-url.ts';
import { askEngine, keyFromEnvironment } from '../support/http-engine.ts';
import type { Recogniser } from './recogniser.ts';
import { createUtteranceRecogniser } from './utterance-recogniser.ts';
import { speechRate } from '../../audio/pcm.ts';
import { writeWav } from '../../audio/wav.ts';

/** Where speech is transcribed. The key is `VIVAVOCE_TRANSCRIPTION_KEY` of the environment, where it is set. */
export interface TranscriptionEndpointOptions {
  /** The base of an OpenAI-compatible API, as `http://127.0.0.1:8000/v1`: `/audio/transcriptions` is added. */
  url: string;
  /** The model's name at that endpoint. */
  model: string;
  /** The language spoken, as `en`. Default: the endpoint finds out. */
  language?: string | undefined;
  /** The longest wait for an answer, in ms; Infinity for no limit. Default 20,000. */
  timeoutMs?: number | undefined;
  /** Seconds of speech between two questions for interim transcripts; each costs a request. Default none are asked for. */
  partialSeconds?: number | undefined;
  /**
   * Asks at each pause of the speaker, too, so that a turn ends by its words and is answered sooner: a request more for each pause in
   * mid-sentence. Default true.
   */
  atPauses?: boolean | undefined;
}

const answerSchema = v.object({ text: v.string() });

/**
 * A recogniser behind an OpenAI-compatible `/audio/transcriptions`: each utterance is posted as a WAV when it ends.
 *
 * @throws ServerError `invalid-option`.
 */
export function createTranscriptionEndpoint(options: TranscriptionEndpointOptions): Recogniser {
  const { model, language, partialSeconds, atPauses = true } = options;
  const timeoutMs = readTimeout('timeoutMs', options.timeoutMs ?? 20_000);
  if (partialSeconds !== undefined) readTimeout('partialSeconds', partialSeconds);
  const url = endpointUrl(options.url, '/audio/transcriptions');
  const key = keyFromEnvironment('VIVAVOCE_TRANSCRIPTION_KEY');
  const engine = 'the transcription endpoint';
  return createUtteranceRecogniser({
    name: `transcription ${model}`,
    vocabulary: 'open',
    atPauses,
    // The request ends first.
    longestMs: timeoutMs + 1000,
    async recognise(samples, signal) {
      const form = new FormData();
      const wav = writeWav({ samples, sampleRate: speechRate });
      form.set('file', new File([new Uint8Array(wav)], 'speech.wav', { type: 'audio/wav' }));
      form.set('model', model);
      form.set('response_format', 'json');
      if (language !== undefined) form.set('language', language);
      const answer = await askEngine({
        ...{ engine, url, key, timeoutMs, signal },
        body: form,
        mostBytes: 1024 * 1024,
      });
      const read = v.safeParse(answerSchema, parsed(answer));
      if (read.success) return read.output.text.trim();
      throw ServerError.engineFailed(engine, new Error('its answer holds no text'));
    },
    understand: (text) => (text === '' ? { kind: 'nothing' } : { kind: 'words', text }),
    ...(partialSeconds !== undefined && { partialEvery: partialSeconds * speechRate }),
    close: () => Promise.resolve(),
  });
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
