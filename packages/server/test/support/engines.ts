import type {
  Engines,
  Prosody,
  Recogniser,
  Responder,
  Synthesiser,
  Transcript,
  VoiceActivity,
} from '../../src/index.ts';
import { scoreVoice } from '../../src/engines/expressions/expression-rules.ts';

/** A recogniser that hears, in order, what it was told to hear: for tests that are about anything but recognition. */
export function scriptedRecogniser(...script: Transcript[]): Recogniser {
  return {
    name: 'scripted',
    vocabulary: 'open',
    open: () => ({
      push() {},
      finish: () => Promise.resolve(script.shift() ?? { kind: 'nothing' }),
      cancel() {},
    }),
    close: () => Promise.resolve(),
  };
}

/** A synthesiser whose every sentence is a tone of the same length. */
export function toneSynthesiser(seconds = 1): Synthesiser {
  const sampleRate = 16_000;
  const tone = Int16Array.from(
    { length: seconds * sampleRate },
    (_, i) => 8000 * Math.sin((2 * Math.PI * 220 * i) / sampleRate),
  );
  return {
    name: 'tone',
    voices: ['tone'],
    speak: () => Promise.resolve({ samples: tone.slice(), sampleRate }),
    close: () => Promise.resolve(),
  };
}

/** Scores that cost nothing. */
export function constantProsody(): Prosody {
  const scores = scoreVoice({
    pitchHz: 150,
    pitchSpread: 1,
    loudnessDb: -20,
    syllablesPerSecond: 3,
    voicedShare: 0.7,
  });
  return { name: 'constant', heuristic: true, score: () => Promise.resolve(scores) };
}

/** A responder that says the same, whatever it is asked. */
export function sayingResponder(...sentences: string[]): Responder {
  return { name: 'saying', reply: () => sentences.map((sentence) => `${sentence} `) };
}

/** A detector that hears nobody. */
export function deafDetector(): VoiceActivity {
  return {
    name: 'deaf',
    frameLength: 320,
    onset: { voicedMs: 120, withinMs: 240 },
    open: (onFrame) => ({
      push: () => {
        onFrame(0);
      },
      close: () => undefined,
    }),
    close: () => Promise.resolve(),
  };
}

/** Ears that cost nothing: the server's own load two models. */
export const quickEars = { voiceActivity: 'fvad', backChannels: 'off' } as const;

/** Engines that cost nothing. */
export function quietEngines(): Engines {
  return {
    voiceActivity: deafDetector(),
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    prosody: constantProsody(),
    responder: sayingResponder('Yes.'),
  };
}
