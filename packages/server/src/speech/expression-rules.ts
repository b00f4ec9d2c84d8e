import { expressionNames } from '@vivavoce/evi';
import type { EmotionScores, ExpressionName } from '@vivavoce/evi';

/** What is measured in a voice. */
export interface VoiceMeasures {
  /** The median pitch in Hz; 0 when none was found. */
  pitchHz: number;
  /** How far the pitch strays from its median, on average, in semitones. */
  pitchSpread: number;
  /** The mean level of the voiced parts in dB below full scale. */
  loudnessDb: number;
  /** Hills of loudness per second, near enough to syllables. */
  syllablesPerSecond: number;
  /** The share of the time with a voice in it, 0 to 1. */
  voicedShare: number;
}

/** How an expression leans on the three traits; each from −1 (little of it) to 1 (much of it). */
interface Leaning {
  /** Loud, fast and high against soft, slow and low. */
  arousal: number;
  /** Lively in pitch against flat. */
  melody: number;
  /** Fluent against halting. */
  fluency: number;
}

const lean = (arousal: number, melody: number, fluency: number): Leaning => ({
  arousal,
  melody,
  fluency,
});

/**
 * The rule of thumb: where each expression lies between a soft and an excited voice, a flat and a lively one, a halting
 * and a fluent one. Chosen by hand from what is commonly said of voices; no model was trained and nothing was validated.
 */
const leanings: Readonly<Record<ExpressionName, Leaning>> = {
  Admiration: lean(0.2, 0.5, 0.2),
  Adoration: lean(0.1, 0.6, 0.1),
  'Aesthetic Appreciation': lean(-0.1, 0.5, -0.1),
  Amusement: lean(0.5, 0.7, 0.1),
  Anger: lean(0.9, -0.1, 0.5),
  Anxiety: lean(0.4, 0.1, -0.5),
  Awe: lean(0.1, 0.6, -0.4),
  Awkwardness: lean(-0.2, -0.1, -0.7),
  Boredom: lean(-0.7, -0.8, -0.3),
  Calmness: lean(-0.6, -0.2, 0.4),
  Concentration: lean(-0.2, -0.4, 0.4),
  Confusion: lean(-0.1, 0.4, -0.6),
  Contemplation: lean(-0.5, -0.1, -0.4),
  Contempt: lean(0.1, -0.5, 0.3),
  Contentment: lean(-0.3, 0.2, 0.4),
  Craving: lean(0.3, 0.2, -0.2),
  Desire: lean(0.1, 0.3, -0.1),
  Determination: lean(0.5, -0.2, 0.7),
  Disappointment: lean(-0.5, -0.3, -0.2),
  Disgust: lean(0.3, -0.4, -0.1),
  Distress: lean(0.7, 0.3, -0.5),
  Doubt: lean(-0.3, 0.1, -0.6),
  Ecstasy: lean(0.9, 0.8, 0.3),
  Embarrassment: lean(-0.1, 0.1, -0.7),
  'Empathic Pain': lean(-0.3, 0.2, -0.4),
  Entrancement: lean(-0.4, 0.3, 0.1),
  Envy: lean(0.1, -0.3, -0.1),
  Excitement: lean(0.9, 0.7, 0.5),
  Fear: lean(0.6, 0.3, -0.6),
  Guilt: lean(-0.4, -0.2, -0.5),
  Horror: lean(0.8, 0.4, -0.6),
  Interest: lean(0.3, 0.4, 0.4),
  Joy: lean(0.6, 0.7, 0.4),
  Love: lean(-0.1, 0.5, 0.2),
  Nostalgia: lean(-0.4, 0.2, -0.2),
  Pain: lean(0.4, 0, -0.7),
  Pride: lean(0.4, 0.2, 0.6),
  Realization: lean(0.2, 0.5, 0),
  Relief: lean(-0.3, 0.3, 0.1),
  Romance: lean(-0.3, 0.4, 0.1),
  Sadness: lean(-0.7, -0.4, -0.3),
  Satisfaction: lean(0.1, 0.2, 0.5),
  Shame: lean(-0.5, -0.2, -0.6),
  'Surprise (negative)': lean(0.6, 0.6, -0.4),
  'Surprise (positive)': lean(0.6, 0.8, 0),
  Sympathy: lean(-0.3, 0.3, 0),
  Tiredness: lean(-0.8, -0.5, -0.5),
  Triumph: lean(0.8, 0.5, 0.7),
};

/** Scores, 0 to 1, for a voice: high where it lies near an expression's place. The same measures give the same scores. */
export function scoreVoice(voice: VoiceMeasures): EmotionScores {
  const here = traits(voice);
  const score = (there: Leaning): number => {
    const distance = Math.hypot(
      here.arousal - there.arousal,
      here.melody - there.melody,
      here.fluency - there.fluency,
    );
    return Math.round(1e4 * Math.exp(-2.5 * distance * distance)) / 1e4;
  };
  return Object.fromEntries(
    expressionNames.map((name) => [name, score(leanings[name])]),
  ) as EmotionScores;
}

function traits(voice: VoiceMeasures): Leaning {
  const loud = scale(voice.loudnessDb, -34, -14);
  const fast = scale(voice.syllablesPerSecond, 1.5, 5.5);
  // Middle of the range where men's and women's voices meet, in octaves.
  const high =
    voice.pitchHz === 0 ? 0 : scale(Math.log2(voice.pitchHz), Math.log2(80), Math.log2(300));
  return {
    arousal: clamp(0.5 * loud + 0.3 * fast + 0.2 * high),
    melody: scale(voice.pitchSpread, 0.3, 3.7),
    fluency: clamp(0.6 * scale(voice.voicedShare, 0.2, 0.9) + 0.4 * fast),
  };
}

function scale(value: number, low: number, high: number): number {
  return clamp((2 * (value - low)) / (high - low) - 1);
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
