import { linear16ToFloat } from '@vivavoce/evi';
import { isOtherSpeech, phraseGrammar, soundWords } from './grammar.ts';
import type { Phrases } from './phrases.ts';
import type { Recogniser, Recognition, RecognitionOptions, Transcript } from './recogniser.ts';
import { SampleBuffer } from './sample-buffer.ts';
import { speechRate } from './voice-activity.ts';
import { WorkerThread } from './worker-thread.ts';

/** Words so far are asked for after this much more speech. */
const partialEvery = 0.4 * speechRate;

/**
 * soundswallower: PocketSphinx's acoustic model as WebAssembly, in a thread of its own. It understands the listed phrases
 * and nothing else.
 *
 * @throws ServerError `engine-failed` when it does not start.
 */
export async function createSoundswallowerRecogniser(phrases: Phrases): Promise<Recogniser> {
  const script = new URL('./soundswallower-worker.js', import.meta.url);
  const data = { grammar: phraseGrammar(phrases), extraWords: soundWords };
  const thread = new WorkerThread<Float32Array, string>('soundswallower', script, data);

  const recognise = (samples: Int16Array, signal?: AbortSignal) =>
    thread.request(linear16ToFloat(samples), signal);

  function open(options: RecognitionOptions = {}): Recognition {
    const heard = new SampleBuffer();
    let askedAt = 0;
    let asking = false;
    let partial = '';
    // Partials nobody waits for any more leave the queue.
    const unwanted = new AbortController();

    async function askPartial(onPartial: (text: string) => void) {
      asking = true;
      askedAt = heard.length;
      // A partial that fails is no loss: the final one will say so.
      const text = await recognise(heard.samples(), unwanted.signal).catch(() => '');
      asking = false;
      if (unwanted.signal.aborted || text === '' || text === partial || isOtherSpeech(text)) return;
      partial = text;
      onPartial(text);
    }

    return {
      push(samples) {
        heard.push(samples);
        const { onPartial } = options;
        if (onPartial && !asking && heard.length - askedAt >= partialEvery) {
          void askPartial(onPartial);
        }
      },
      async finish(): Promise<Transcript> {
        if (unwanted.signal.aborted) return { kind: 'nothing' };
        unwanted.abort();
        const text = await recognise(heard.samples());
        return text === '' || isOtherSpeech(text) ? { kind: 'unclear' } : { kind: 'words', text };
      },
      cancel() {
        unwanted.abort();
      },
    };
  }

  try {
    await recognise(new Int16Array(speechRate / 10));
  } catch (error) {
    await thread.close();
    throw error;
  }
  return { name: 'soundswallower', vocabulary: 'phrases', open, close: () => thread.close() };
}
