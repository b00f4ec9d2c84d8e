import { isOtherSpeech, phraseGrammar, soundGrammar, soundWords, soundsOf } from './grammar.ts';
import type { Phrases } from './phrases.ts';
import type { Recogniser } from './recogniser.ts';
import { soundDistance } from './sound-distance.ts';
import { createUtteranceRecogniser } from './utterance-recogniser.ts';
import { speechRate } from '../../audio/pcm.ts';
import { WorkerThreads } from '../support/worker-threads.ts';

/** An utterance takes a fifth of its length. A thread that needs longer than this is stuck. */
const longestMs = 30_000;
/** Others may come first, in ms. */
const longestWaitMs = 120_000;

/**
 * A phrase is believed when its sounds are no farther than this from those that are heard by who knows no phrases. Measured on Flite's voices and
 * people: phrases 0 to 0.7; other speech that is taken for one 0.57 to 1.6, mostly more than 0.8. One short word has too few sounds for it.
 */
const farthest = { phrase: 0.75, word: 1 };
const shortWord = 4;

/** What its thread gives. */
interface Heard {
  text: string;
  /** Of a phrase: the sounds it has, and those that were heard. */
  pronounced?: string[];
  heard?: string[];
}

/** The text, or none where it is other speech. */
function believable({ text, pronounced = [], heard = [] }: Heard): string {
  if (pronounced.length === 0) return text;
  const short = pronounced.length <= shortWord && !text.includes(' ');
  const far = soundDistance(pronounced, soundsOf(heard)) > farthest[short ? 'word' : 'phrase'];
  return far ? '' : text;
}

/**
 * soundswallower: PocketSphinx's acoustic model as WebAssembly, in a thread of its own. It understands the listed phrases
 * and nothing else.
 *
 * @throws ServerError `engine-failed` when it does not start.
 */
export async function createSoundswallowerRecogniser(phrases: Phrases): Promise<Recogniser> {
  const script = new URL('./soundswallower-worker.js', import.meta.url);
  const data = { grammar: phraseGrammar(phrases), extraWords: soundWords, loop: soundGrammar };
  const thread = new WorkerThreads<Int16Array, Heard>('soundswallower', script, {
    data,
    longestMs,
  });
  const recognise = async (samples: Int16Array, signal?: AbortSignal) =>
    believable(await thread.request(samples.slice(), signal));
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
    atPauses: true,
    recognise,
    understand: (text) =>
      text === '' || isOtherSpeech(text) ? { kind: 'unclear' } : { kind: 'words', text },
    partialEvery: 0.4 * speechRate,
    close: () => thread.close(),
  });
}
