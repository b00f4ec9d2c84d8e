import { EmotionScores } from '@vivavoce/evi';
import * as v from 'valibot';
import { longestDelayMs } from '../base/clock.ts';
import { ServerError } from '../base/server-error.ts';
import type { Engines } from './engines.ts';
import type { Prosody } from './expressions/prosody.ts';
import type { Recogniser, Recognition, Transcript } from './recognition/recogniser.ts';
import type { SynthesisedSpeech, Synthesiser } from './synthesis/synthesiser.ts';

/** An engine that says nothing of how long it may take has failed after this, in ms. */
const usualMs = 30_000;
const scoresMs = 5000;
/** More sound than this is no sentence, in seconds. */
const longestSeconds = 60;
/** More words than these are no utterance, in characters: no more may be typed at once. */
const longestText = 10_000;

/**
 * The engines as Chats use them. Whatever one of them does, also one that was brought along: what is asked of it is answered or
 * rejected within a bound, it throws nothing, and what it gives is what its interface says.
 */
export function boundedEngines(engines: Engines): Engines {
  return {
    ...engines,
    recogniser: boundedRecogniser(engines.recogniser),
    synthesiser: boundedSynthesiser(engines.synthesiser),
    prosody: boundedProsody(engines.prosody),
  };
}

/** The same for the Chats of one client, who waits for his own when he asks for much. */
export function enginesOf(engines: Engines, client: string): Engines {
  const { synthesiser } = engines;
  return {
    ...engines,
    synthesiser: {
      name: synthesiser.name,
      get voices() {
        return synthesiser.voices;
      },
      voiceTags: synthesiser.voiceTags,
      speak: (text, voice, signal, urgent) =>
        synthesiser.speak(text, voice, signal, urgent, client),
      close: () => synthesiser.close(),
    },
  };
}

function boundedSynthesiser(voice: Synthesiser): Synthesiser {
  const { name, longestMs = usualMs } = voice;
  return {
    name,
    get voices() {
      return voice.voices;
    },
    voiceTags: voice.voiceTags,
    speak: async (text, chosen, signal, urgent, client) => {
      const speak = (late: AbortSignal) => voice.speak(text, chosen, late, urgent, client);
      return checkedSound(name, await within(name, longestMs, speak, signal));
    },
    close: () => voice.close(),
  };
}

function boundedProsody(prosody: Prosody): Prosody {
  const { name, heuristic, longestMs = scoresMs } = prosody;
  return {
    name,
    heuristic,
    score: async (speech) =>
      checkedScores(name, await within(name, longestMs, () => prosody.score(speech))),
  };
}

function boundedRecogniser(recogniser: Recogniser): Recogniser {
  const { name, vocabulary, longestMs = usualMs, atPauses = false } = recogniser;
  return {
    name,
    vocabulary,
    atPauses,
    open(options) {
      let recognition: Recognition | undefined;
      let failure: ServerError | undefined;
      const attempt = (work: () => void) => {
        try {
          work();
        } catch (error) {
          failure ??= failed(name, error);
        }
      };
      const cancel = () => {
        attempt(() => recognition?.cancel());
        recognition = undefined;
      };
      const onPartial = options?.onPartial;
      attempt(
        () =>
          (recognition = recogniser.open(
            onPartial && {
              onPartial: (text: unknown) => {
                if (typeof text === 'string') onPartial(text.slice(0, longestText));
              },
            },
          )),
      );
      return {
        push(samples) {
          attempt(() => recognition?.push(samples));
          if (failure !== undefined) cancel();
        },
        async finish() {
          try {
            if (failure !== undefined) throw failure;
            const begun = recognition;
            if (begun === undefined) return { kind: 'nothing' };
            return checkedTranscript(name, await within(name, longestMs, () => begun.finish()));
          } catch (error) {
            cancel();
            throw error;
          }
        },
        cancel,
      };
    },
    close: () => recogniser.close(),
  };
}

/** What comes of the work, or a rejection once it takes too long or is not wanted any more. */
function within<Result>(
  engine: string,
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const stop = () => {
      clearTimeout(late);
      signal?.removeEventListener('abort', unwanted);
    };
    const end = (reason: Error) => {
      stop();
      reject(reason);
      over.abort(reason);
    };
    const unwanted = () => {
      end(signal?.reason as Error);
    };
    const late =
      ms < Infinity
        ? setTimeout(
            () => {
              end(failed(engine, new Error('it did not answer in time')));
            },
            Math.min(ms, longestDelayMs),
          )
        : undefined;
    if (signal?.aborted === true) {
      unwanted();
      return;
    }
    signal?.addEventListener('abort', unwanted);
    // What throws at once rejects as well.
    new Promise<Result>((begin) => {
      begin(work(over.signal));
    }).then(
      (result) => {
        stop();
        resolve(result);
      },
      (error: unknown) => {
        end(failed(engine, error));
      },
    );
  });
}

function failed(engine: string, error: unknown): ServerError {
  return error instanceof ServerError ? error : ServerError.engineFailed(engine, error);
}

function checkedSound(engine: string, speech: SynthesisedSpeech): SynthesisedSpeech {
  // Engines that are brought along may be JavaScript.
  const { samples, sampleRate } = speech ?? {};
  if (!(samples instanceof Int16Array) || sampleRate === undefined) {
    throw failed(engine, new Error('what it gave is no sound'));
  }
  if (!(sampleRate >= 8000 && sampleRate <= 48_000)) {
    throw failed(engine, new Error('its sample rate lies outside 8000 to 48000 Hz'));
  }
  if (samples.length > longestSeconds * sampleRate) {
    throw failed(engine, new Error('its sound is longer than a minute'));
  }
  return speech;
}

function checkedScores(engine: string, scores: unknown): EmotionScores {
  if (v.is(EmotionScores, scores)) return scores;
  throw failed(engine, new Error('what it gave are no scores'));
}

function checkedTranscript(engine: string, transcript: Transcript): Transcript {
  const { kind, text } = (transcript as { kind?: unknown; text?: unknown } | undefined) ?? {};
  if (kind === 'nothing' || kind === 'unclear') return { kind };
  if (kind === 'words' && typeof text === 'string')
    return { kind, text: text.slice(0, longestText) };
  throw failed(engine, new Error('what it gave is no transcript'));
}
