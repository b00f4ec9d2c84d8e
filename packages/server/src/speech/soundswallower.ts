import { linear16ToFloat } from '@vivavoce/evi';
import { isOtherSpeech, phraseGrammar, soundWords } from './grammar.ts';
import type { Phrases } from './phrases.ts';
import type { Recogniser } from './recogniser.ts';
import { createUtteranceRecogniser } from './utterance-recogniser.ts';
import { speechRate } from './voice-activity.ts';
import { WorkerThreads } from './worker-threads.ts';

/** An utterance takes a fifth of its length. A thread that needs longer than this is stuck. */
const longestMs = 30_000;
/** Others may come first, in ms. */
const longestWaitMs = 120_000;

/**
 * soundswallower: PocketSphinx's acoustic model as WebAssembly, in a thread of its own. It understands the listed phrases
 * and nothing else.
 *
 * @throws ServerError `engine-failed` when it does not start.
 */
export async function createSoundswallowerRecogniser(phrases: Phrases): Promise<Recogniser> {
  const script = new URL('./soundswallower-worker.js', import.meta.url);
  const data = { grammar: phraseGrammar(phrases), extraWords: soundWords };
  const thread = new WorkerThreads<Float32Array, string>('soundswallower', script, {
    data,
    longestMs,
  });
  const recognise = (samples: Int16Array, signal?: AbortSignal) =>
    thread.request(linear16ToFloat(samples), signal);
  try {
    await recognise(new Int16Array(speechRate / 10));
  } catch (error) {
    await thread.close();
    throw error;
  }
  return createUtteranceRecogniser({
    name: 'soundswallower',
    vocabulary: 'phrases',
    longestMs: longestWaitMs,
    recognise,
    understand: (text) =>
      text === '' || isOtherSpeech(text) ? { kind: 'unclear' } : { kind: 'words', text },
    partialEvery: 0.4 * speechRate,
    close: () => thread.close(),
  });
}
