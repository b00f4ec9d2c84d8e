import { EmotionScores } from '@vivavoce/evi';
import * as v from 'valibot';
import { readTimeout } from '../../base/read-timeout.ts';
import { ServerError } from '../../base/server-error.ts';
import { endpointUrl } from '../../base/network/endpoint-url.ts';
import { writeWav } from '../../audio/wav.ts';
import { askEngine, keyFromEnvironment } from '../support/http-engine.ts';
import type { Prosody } from './prosody.ts';

/** Where expressions are measured. The key is `VIVAVOCE_EXPRESSION_KEY` of the environment, where it is set. */
export interface ExpressionEndpointOptions {
  /** Its whole address, as `http://127.0.0.1:8000/expressions`. */
  url: string;
  /** The longest wait for an answer, in ms; Infinity for no limit. Default 3,000. A user's message waits for it. */
  timeoutMs?: number | undefined;
}

/** Each score is a share of 1. */
const Scores = v.pipe(
  EmotionScores,
  v.check((scores) => Object.values(scores).every((score) => score >= 0 && score <= 1)),
);
const answerSchema = v.union([v.object({ scores: Scores }), Scores]);

/**
 * Expression scores by a model behind an address of your own. Each stretch of speech is the body of a POST, as a mono 16-bit WAV; the answer
 * is JSON: an object of the 48 scores by their names, each from 0 to 1, or that as its `scores`.
 *
 * @throws ServerError `invalid-option`.
 */
export function createExpressionEndpoint(options: ExpressionEndpointOptions): Prosody {
  const timeoutMs = readTimeout('timeoutMs', options.timeoutMs ?? 3000);
  const url = endpointUrl(options.url);
  const key = keyFromEnvironment('VIVAVOCE_EXPRESSION_KEY');
  const engine = 'the expression endpoint';
  return {
    name: `expressions of ${url.host}`,
    heuristic: false,
    // The request ends first.
    longestMs: timeoutMs + 1000,
    async score(speech) {
      const body = new Uint8Array(writeWav(speech));
      const answer = await askEngine({
        ...{ engine, url, key, timeoutMs, body },
        mostBytes: 256 * 1024,
      });
      const read = v.safeParse(answerSchema, parsed(answer));
      if (read.success) return 'scores' in read.output ? read.output.scores : read.output;
      throw ServerError.engineFailed(engine, new Error('its answer holds no 48 scores'));
    },
  };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
