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
  /** How readily it is believed, 0 to 1: plain talk is seldom contempt. */
  usual: number;
}

const everyday = 1;
const occasional = 0.75;
const rare = 0.4;

function lean(arousal: number, melody: number, fluency: number, usual: number): Leaning {
  return { arousal, melody, fluency, usual };
}

/**
 * The rule of thumb: where each expression lies between a soft and an excited voice, a flat and a lively one, a halting
 * and a fluent one. Chosen by hand from what is commonly said of voices; no model was trained and nothing was validated.
 */
const leanings: Readonly<Record<ExpressionName, Leaning>> = {
  Admiration: lean(0.2, 0.5, 0.2, occasional),
  Adoration: lean(0.1, 0.6, 0.1, rare),
  'Aesthetic Appreciation': lean(-0.1, 0.5, -0.1, occasional),
  Amusement: lean(0.5, 0.7, 0.1, everyday),
  Anger: lean(0.9, -0.1, 0.5, rare),
  Anxiety: lean(0.4, 0.1, -0.5, occasional),
  Awe: lean(0.1, 0.6, -0.4, occasional),
  Awkwardness: lean(-0.2, -0.1, -0.7, occasional),
  Boredom: lean(-0.7, -0.8, -0.3, everyday),
  Calmness: lean(-0.4, -0.1, 0.2, everyday),
  Concentration: lean(-0.1, -0.3, 0.2, everyday),
  Confusion: lean(-0.1, 0.4, -0.6, everyday),
  Contemplation: lean(-0.5, -0.1, -0.4, everyday),
  Contempt: lean(0.1, -0.5, 0.3, rare),
  Contentment: lean(-0.1, 0.15, 0.1, everyday),
  Craving: lean(0.3, 0.2, -0.2, rare),
  Desire: lean(0.1, 0.3, -0.1, rare),
  Determination: lean(0.5, -0.2, 0.7, everyday),
  Disappointment: lean(-0.5, -0.3, -0.2, occasional),
  Disgust: lean(0.3, -0.4, -0.1, rare),
  Distress: lean(0.7, 0.3, -0.5, rare),
  Doubt: lean(-0.3, 0.1, -0.6, everyday),
  Ecstasy: lean(0.9, 0.8, 0.3, rare),
  Embarrassment: lean(-0.1, 0.1, -0.7, rare),
  'Empathic Pain': lean(-0.3, 0.2, -0.4, rare),
  Entrancement: lean(-0.4, 0.3, 0.1, rare),
  Envy: lean(0.1, -0.3, -0.1, rare),
  Excitement: lean(0.9, 0.7, 0.5, everyday),
  Fear: lean(0.6, 0.3, -0.6, rare),
  Guilt: lean(-0.4, -0.2, -0.5, rare),
  Horror: lean(0.8, 0.4, -0.6, rare),
  Interest: lean(0.15, 0.3, 0.2, everyday),
  Joy: lean(0.6, 0.7, 0.4, everyday),
  Love: lean(-0.1, 0.5, 0.2, rare),
  Nostalgia: lean(-0.4, 0.2, -0.2, occasional),
  Pain: lean(0.4, 0, -0.7, rare),
  Pride: lean(0.4, 0.2, 0.6, occasional),
  Realization: lean(0.2, 0.5, 0, occasional),
  Relief: lean(-0.3, 0.3, 0.1, occasional),
  Romance: lean(-0.3, 0.4, 0.1, rare),
  Sadness: lean(-0.7, -0.4, -0.3, everyday),
  Satisfaction: lean(0.1, 0.2, 0.5, everyday),
  Shame: lean(-0.5, -0.2, -0.6, rare),
  'Surprise (negative)': lean(0.6, 0.6, -0.4, occasional),
  'Surprise (positive)': lean(0.6, 0.8, 0, occasional),
  Sympathy: lean(-0.3, 0.3, 0, occasional),
  Tiredness: lean(-0.8, -0.5, -0.5, everyday),
  Triumph: lean(0.8, 0.5, 0.7, rare),
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
    return Math.round(1e4 * there.usual * Math.exp(-2.5 * distance * distance)) / 1e4;
  };
  return Object.fromEntries(
    expressionNames.map((name) => [name, score(leanings[name])]),
  ) as EmotionScores;
}

function traits(voice: VoiceMeasures): Omit<Leaning, 'usual'> {
  const loud = scale(voice.loudnessDb, -34, -12);
  const fast = scale(voice.syllablesPerSecond, 1, 5);
  // Middle of the range where men's and women's voices meet, in octaves.
  const high =
    voice.pitchHz === 0 ? 0 : scale(Math.log2(voice.pitchHz), Math.log2(80), Math.log2(300));
  return {
    arousal: clamp(0.5 * loud + 0.3 * fast + 0.2 * high),
    melody: scale(voice.pitchSpread, 0, 2.6),
    fluency: clamp(0.6 * scale(voice.voicedShare, 0.35, 0.95) + 0.4 * fast),
  };
}

function scale(value: number, low: number, high: number): number {
  return clamp((2 * (value - low)) / (high - low) - 1);
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
