import { plainWords } from '../../text/plain-words.ts';
import { fillParameters } from './tool-parameters.ts';
import type { ToolOffer } from '../responder.ts';

/** A tool that a sentence asks for. */
export interface ToolWish {
  tool: ToolOffer;
  /** What the sentence says about its parameters. */
  parameters: Readonly<Record<string, unknown>>;
  /** Required parameters that the sentence does not tell. */
  missing: readonly string[];
}

/** What a description says behind this does not tell one tool from another. */
const longestDescription = 500;

/** Words that name a tool's kind rather than its matter, and words every description has. */
const general = new Set(
  `a an and any are at by can change check create current currently do does fetch find for from function get gets given give how if in
  into is it its look lookup make of on or retrieve return returns run set show some start switch that the their them this to tool turn up
  use used uses user users when where which will with you your request call about what who whose please information`.split(
    /\s+/,
  ),
);

/**
 * The tool that a sentence asks for: the one whose name's words all occur in it, else the one with the most words of its
 * description in it, of which there must be two.
 */
export function toolWish(sentence: string, offers: readonly ToolOffer[]): ToolWish | undefined {
  const said = new Set(plainWords(sentence).split(' ').map(stem));
  let best: { tool: ToolOffer; score: number } | undefined;
  for (const tool of offers) {
    const score = relevance(tool, said);
    if (score > (best?.score ?? 0)) best = { tool, score };
  }
  if (best === undefined) return undefined;
  const filled = fillParameters(sentence, best.tool.parameters, nameWords(best.tool.name));
  return { tool: best.tool, ...filled };
}

function relevance(tool: ToolOffer, said: ReadonlySet<string>): number {
  const all = nameWords(tool.name);
  const telling = all.filter((word) => !general.has(word));
  const name = (telling.length > 0 ? telling : all).map(stem);
  const described = new Set(
    plainWords(tool.description?.slice(0, longestDescription) ?? '')
      .split(' ')
      .filter((word) => word.length > 2 && !general.has(word))
      .map(stem),
  );
  const shared = [...described].filter((word) => said.has(word)).length;
  if (name.length > 0 && name.every((word) => said.has(word))) return 100 + name.length + shared;
  return shared >= 2 ? shared : 0;
}

/** `getCurrentWeather`, `get_current_weather` and `get-current-weather` have the same words. */
export function nameWords(name: string): string[] {
  return plainWords(
    name
      .slice(0, longestDescription)
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/[_.\-/]+/g, ' '),
  )
    .split(' ')
    .filter(Boolean);
}

/** So that "songs" is the same as "song", and "booking" as "book". */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word.replace(/(?<=..)s$/, '');
}
