import type { EmotionName } from '@vivavoce/core';
import type { CSSProperties } from 'react';

/**
 * One colour for each expression, by the family it belongs to: OKLCH lightness, chroma and hue. Chosen so that each keeps
 * 3:1 against a white and against a near-black page, and no two families come near each other under the three common
 * kinds of colour blindness. Colour is never the only sign: the name always stands beside it.
 */
export const emotionFamilies = {
  joy: {
    color: [0.66, 0.13, 69],
    names: [
      'Joy',
      'Amusement',
      'Excitement',
      'Ecstasy',
      'Triumph',
      'Pride',
      'Satisfaction',
      'Surprise (positive)',
    ],
  },
  affection: {
    color: [0.565, 0.178, 336],
    names: ['Love', 'Adoration', 'Admiration', 'Romance', 'Desire', 'Craving', 'Sympathy'],
  },
  calm: {
    color: [0.49, 0.094, 164],
    names: ['Calmness', 'Contentment', 'Relief', 'Aesthetic Appreciation', 'Nostalgia'],
  },
  thought: {
    color: [0.66, 0.17, 252],
    names: [
      'Interest',
      'Concentration',
      'Contemplation',
      'Realization',
      'Determination',
      'Awe',
      'Entrancement',
    ],
  },
  unease: {
    color: [0.536, 0.24, 299],
    names: [
      'Anxiety',
      'Fear',
      'Horror',
      'Distress',
      'Surprise (negative)',
      'Awkwardness',
      'Embarrassment',
      'Confusion',
      'Doubt',
    ],
  },
  anger: {
    color: [0.536, 0.216, 29],
    names: ['Anger', 'Contempt', 'Disgust', 'Envy'],
  },
  sorrow: {
    color: [0.66, 0.012, 273],
    names: [
      'Sadness',
      'Disappointment',
      'Pain',
      'Empathic Pain',
      'Guilt',
      'Shame',
      'Tiredness',
      'Boredom',
    ],
  },
} as const;

const colors: ReadonlyMap<EmotionName, string> = new Map(
  Object.values(emotionFamilies).flatMap(({ color: [lightness, chroma, hue], names }) =>
    names.map((name) => [name, `oklch(${lightness} ${chroma} ${hue})`] as const),
  ),
);

/** The CSS colour of an expression, an `oklch()`; grey for a name that is none of the 48. */
export function emotionColor(name: EmotionName): string {
  return colors.get(name) ?? 'oklch(0.58 0 0)';
}

/** Hands the stylesheet an expression's colour and, for a bar, its value from 0 to 1. */
export function emotionStyle(name: EmotionName, value?: number): CSSProperties {
  const style = { '--vv-color': emotionColor(name), '--vv-value': value };
  return style as CSSProperties;
}
