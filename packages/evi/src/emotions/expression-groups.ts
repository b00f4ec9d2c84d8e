import { type ExpressionName, expressionNames } from './expression-names.ts';

/** The families the 48 expressions are shown in. A display choice of this package, not of the models. */
export type ExpressionGroup =
  | 'joy'
  | 'affection'
  | 'calm'
  | 'wonder'
  | 'thought'
  | 'unease'
  | 'sadness'
  | 'fear'
  | 'aversion'
  | 'fatigue';

/** Each group with its expressions. Every expression is in one group. */
export const expressionGroups: Readonly<Record<ExpressionGroup, readonly ExpressionName[]>> = {
  joy: ['Amusement', 'Ecstasy', 'Excitement', 'Joy', 'Pride', 'Satisfaction', 'Triumph'],
  affection: ['Admiration', 'Adoration', 'Craving', 'Desire', 'Love', 'Romance', 'Sympathy'],
  calm: ['Calmness', 'Contentment', 'Relief'],
  wonder: [
    'Aesthetic Appreciation',
    'Awe',
    'Entrancement',
    'Surprise (negative)',
    'Surprise (positive)',
  ],
  thought: [
    'Concentration',
    'Confusion',
    'Contemplation',
    'Determination',
    'Doubt',
    'Interest',
    'Realization',
  ],
  unease: ['Awkwardness', 'Embarrassment', 'Guilt', 'Shame'],
  sadness: ['Disappointment', 'Distress', 'Empathic Pain', 'Nostalgia', 'Pain', 'Sadness'],
  fear: ['Anxiety', 'Fear', 'Horror'],
  aversion: ['Anger', 'Contempt', 'Disgust', 'Envy'],
  fatigue: ['Boredom', 'Tiredness'],
};

type Words<Text extends string> = Text extends `${infer First} (${infer Second})`
  ? `${Lowercase<First>}-${Lowercase<Second>}`
  : Text extends `${infer First} ${infer Second}`
    ? `${Lowercase<First>}-${Lowercase<Second>}`
    : Lowercase<Text>;

/** The key a translation of an expression's name is filed under, as `expression.empathic-pain`. */
export type ExpressionLabelKey<Name extends ExpressionName = ExpressionName> =
  `expression.${Words<Name>}`;

/** What a display wants to know of one expression. */
export interface ExpressionInfo {
  /** Its name on the wire, which is also its English label. */
  name: ExpressionName;
  /** Its family. */
  group: ExpressionGroup;
  /** The key its translation is filed under. */
  labelKey: ExpressionLabelKey;
}

/** The key a translation of this expression's name is filed under: `Surprise (negative)` → `expression.surprise-negative`. */
export function expressionLabelKey<Name extends ExpressionName>(
  name: Name,
): ExpressionLabelKey<Name> {
  const words = name.toLowerCase().replace(/[()]/g, '').replaceAll(' ', '-');
  return `expression.${words}` as ExpressionLabelKey<Name>;
}

/** The family of an expression. */
export function expressionGroup(name: ExpressionName): ExpressionGroup {
  for (const [group, names] of Object.entries(expressionGroups)) {
    if (names.includes(name)) return group as ExpressionGroup;
  }
  throw new TypeError(`Failed to find the group: because "${name}" is no expression's name.`);
}

/** The 48 expressions in the specification's order, each with its group and label key. */
export function describeExpressions(): ExpressionInfo[] {
  return expressionNames.map((name) => ({
    name,
    group: expressionGroup(name),
    labelKey: expressionLabelKey(name),
  }));
}
