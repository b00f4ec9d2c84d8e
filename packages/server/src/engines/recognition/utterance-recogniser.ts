import type { Recogniser, Recognition, RecognitionOptions, Transcript } from './recogniser.ts';
import { SampleBuffer } from '../../audio/sample-buffer.ts';

/** An engine that is given whole utterances. */
export interface UtteranceEngine extends Pick<
  Recogniser,
  'name' | 'vocabulary' | 'longestMs' | 'atPauses' | 'close'
> {
  /**
   * The words of one utterance; empty when there are none.
   *
   * @param samples - 16 kHz mono.
   * @param signal - aborted when the words are no longer wanted.
   */
  recognise: (samples: Int16Array, signal: AbortSignal) => Promise<string>;
  /** What these words mean. */
  understand: (text: string) => Transcript;
  /** Words so far are asked for after so many more samples, one question at a time. Absent: never. */
  partialEvery?: number;
}

/** A recogniser made of an engine that takes whole utterances: it collects what is said, and asks at its end. */
export function createUtteranceRecogniser(engine: UtteranceEngine): Recogniser {
  const { name, vocabulary, longestMs, atPauses, recognise, understand, partialEvery } = engine;

  function open({ onPartial }: RecognitionOptions = {}): Recognition {
    const heard = new SampleBuffer();
    let askedAt = 0;
    let asking = false;
    let partial = '';
    // Partials nobody waits for any more leave the queue.
    const unwanted = new AbortController();
    const gone = new AbortController();

    async function askPartial(tell: (text: string) => void) {
      asking = true;
      askedAt = heard.length;
      // A partial that fails is no loss: the final one will say so.
      const text = await recognise(heard.samples(), unwanted.signal).catch(() => '');
      asking = false;
      if (unwanted.signal.aborted || text === partial || understand(text).kind !== 'words') return;
      partial = text;
      tell(text);
    }

    return {
      push(samples) {
        heard.push(samples);
        const due = partialEvery !== undefined && heard.length - askedAt >= partialEvery;
        if (onPartial && due && !asking && !unwanted.signal.aborted) void askPartial(onPartial);
      },
      async finish() {
        if (unwanted.signal.aborted) return { kind: 'nothing' };
        unwanted.abort();
        return understand(await recognise(heard.samples(), gone.signal));
      },
      cancel() {
        unwanted.abort();
        gone.abort();
      },
    };
  }

  return {
    name,
    vocabulary,
    ...(longestMs !== undefined && { longestMs }),
    ...(atPauses !== undefined && { atPauses }),
    open,
    close: engine.close,
  };
}
