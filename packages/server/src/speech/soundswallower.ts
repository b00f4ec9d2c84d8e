import { linear16ToFloat } from '@vivavoce/evi';
import { isOtherSpeech, phraseGrammar, soundWords } from './grammar';
import type { Phrases } from './phrases';
import type { Recogniser, Recognition, RecognitionOptions, Transcript } from './recogniser';
import { SampleBuffer } from './sample-buffer';
import { speechRate } from './voice-activity';
import { WorkerThread } from './worker-thread';

/** Words so far are asked for after this much more speech. */
const partialEvery = 0.4 * speechRate;

/** Shorter sounds that fit no phrase were a cough, not a sentence. */
const shortestUnclear = 0.9 * speechRate;

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

  const recognise = (samples: Int16Array) => {
    const floats = linear16ToFloat(samples);
    return thread.request(floats, [floats.buffer as ArrayBuffer]);
  };

  function open(options: RecognitionOptions = {}): Recognition {
    const heard = new SampleBuffer();
    let askedAt = 0;
    let asking = false;
    let partial = '';
    let over = false;

    async function askPartial(onPartial: (text: string) => void) {
      asking = true;
      askedAt = heard.length;
      // A partial that fails is no loss: the final one will say so.
      const text = await recognise(heard.samples()).catch(() => '');
      asking = false;
      if (over || text === '' || text === partial || isOtherSpeech(text)) return;
      partial = text;
      onPartial(text);
    }

    return {
      push(samples) {
        heard.push(samples);
        const { onPartial } = options;
        if (onPartial && !asking && !over && heard.length - askedAt >= partialEvery) {
          void askPartial(onPartial);
        }
      },
      async finish(): Promise<Transcript> {
        if (over) return { kind: 'nothing' };
        over = true;
        const text = await recognise(heard.samples());
        if (text !== '' && !isOtherSpeech(text)) return { kind: 'words', text };
        return { kind: heard.length >= shortestUnclear ? 'unclear' : 'nothing' };
      },
      cancel() {
        over = true;
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
