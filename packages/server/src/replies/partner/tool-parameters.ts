import * as v from 'valibot';
import { wordsToNumber } from '../../text/numbers.ts';
import { plainWords } from '../../text/plain-words.ts';

/** What a sentence says about the parameters of a tool. */
export interface FilledParameters {
  parameters: Readonly<Record<string, unknown>>;
  /** Required ones that it does not tell. */
  missing: readonly string[];
}

// One that says nothing, or what is not understood, must not cost the others.
const property = v.fallback(
  v.object({
    type: v.optional(v.unknown()),
    enum: v.optional(v.array(v.unknown())),
    default: v.optional(v.unknown()),
    anyOf: v.optional(v.array(v.looseObject({ type: v.optional(v.unknown()) }))),
  }),
  {},
);
type Property = v.InferOutput<typeof property>;

// The little of JSON Schema that a sentence can fill: an object of simple values.
const schema = v.object({
  properties: v.fallback(v.optional(v.record(v.string(), property), {}), {}),
  required: v.fallback(v.optional(v.array(v.string()), []), []),
});

const prepositions = new Set([
  'in',
  'at',
  'for',
  'to',
  'from',
  'of',
  'about',
  'near',
  'on',
  'with',
]);
/** Where a phrase ends, beside the next preposition. */
const ends = new Set(['and', 'or', 'please', 'today', 'tomorrow', 'now', 'right', 'like']);
const articles = new Set(['the', 'a', 'an', 'my']);
/** Which preposition tells which parameter. */
const hints: readonly (readonly [string, RegExp])[] = [
  ['from', /from|origin|start|departure|sender|source/i],
  ['to', /^to$|destination|target|recipient|arrival|end/i],
  ['in', /city|location|place|country|town|unit|language/i],
  ['about', /topic|subject|query/i],
  ['at', /time|address/i],
  ['on', /date|day/i],
];
/** Number words that are more often something else. */
const homophones = new Set([
  'to',
  'too',
  'for',
  'fore',
  'oh',
  'won',
  'ate',
  'a',
  'and',
  'point',
  'minus',
]);

interface Phrase {
  preposition: string;
  text: string;
}

/**
 * Fills a tool's parameters from a sentence: the values of an enumeration that are named, the numbers in their order, and
 * for text what is quoted, what follows the parameter's name or a preposition, or what follows the tool's name.
 *
 * @param schemaText - a JSON Schema as JSON text; anything else counts as one without parameters.
 * @param nameWords - the words of the tool's name.
 */
export function fillParameters(
  sentence: string,
  schemaText: string,
  nameWords: readonly string[],
): FilledParameters {
  const { properties, required } = readSchema(schemaText);
  const words = sentence.match(/[\p{L}\p{N}]+(?:['’.:@-][\p{L}\p{N}]+)*/gu) ?? [];
  const numbers = numbersIn(words);
  const phrases = phrasesIn(words);
  const quotes = [...sentence.matchAll(/["“]([^"”]+)["”]/g)].map(([, text]) => text ?? '');
  const parameters: Record<string, unknown> = {};
  const put = (name: string, value: unknown) => {
    if (value === undefined) return;
    Object.defineProperty(parameters, name, { value, enumerable: true, configurable: true });
  };
  const open = Object.entries(properties);
  const texts = open.filter(([, about]) => typeOf(about) === 'string' && !about.enum);
  for (const [name, about] of open) {
    if (about.enum) put(name, named(sentence, about.enum));
    else if (/^(?:number|integer)$/.test(typeOf(about))) put(name, numbers.shift());
    else if (typeOf(about) === 'boolean') put(name, truth(sentence, name));
  }
  // Hinted ones first, so that "from Rome to Paris" is told apart whatever the order of the parameters is.
  for (const [name] of texts) put(name, afterName(words, name) ?? hinted(phrases, name));
  for (const [name] of texts) {
    if (!Object.hasOwn(parameters, name)) put(name, quotes.shift() ?? phrases.shift()?.text);
  }
  const [only, ...others] = texts;
  if (only && others.length === 0 && !Object.hasOwn(parameters, only[0])) {
    put(only[0], afterWords(words, nameWords));
  }
  const missing = required.filter(
    (name) => !Object.hasOwn(parameters, name) && !hasDefault(properties[name]),
  );
  return { parameters, missing };
}

function readSchema(text: string): v.InferOutput<typeof schema> {
  try {
    const read = v.safeParse(schema, JSON.parse(text));
    if (read.success) return read.output;
  } catch {
    // Not even JSON.
  }
  return { properties: {}, required: [] };
}

/** The type of a property; of one that may be of several, or null, the first that can be said. */
function typeOf({ type, anyOf = [] }: Property): string {
  const types = [type, ...anyOf.map((one) => one.type)].flat();
  return types.filter((one) => typeof one === 'string').find((one) => one !== 'null') ?? '';
}

function hasDefault(about: Property | undefined): boolean {
  return about !== undefined && 'default' in about;
}

function named(sentence: string, values: readonly unknown[]): unknown {
  const said = ` ${plainWords(sentence)} `;
  return values.find((value) => {
    const words = plainWords(String(value).replace(/[_-]+/g, ' '));
    return words !== '' && said.includes(` ${words} `);
  });
}

function truth(sentence: string, name: string): boolean | undefined {
  const said = plainWords(sentence).split(' ');
  if (said.some((word) => ['off', 'not', 'without', 'disable', 'no'].includes(word))) return false;
  return said.includes(name.toLowerCase()) || said.includes('on') ? true : undefined;
}

function numbersIn(words: readonly string[]): number[] {
  const found: number[] = [];
  for (let at = 0; at < words.length;) {
    let end = at;
    let value: number | undefined;
    for (let to = at + 1; to <= Math.min(words.length, at + 8); to++) {
      const run = words.slice(at, to).map((word) => word.toLowerCase());
      if (homophones.has(run[0] ?? '') || homophones.has(run.at(-1) ?? '')) continue;
      const read = wordsToNumber(run);
      if (read !== undefined) [value, end] = [read, to];
    }
    if (value !== undefined) found.push(value);
    at = Math.max(end, at + 1);
  }
  return found;
}

function phrasesIn(words: readonly string[]): Phrase[] {
  const found: Phrase[] = [];
  for (const [at, word] of words.entries()) {
    const preposition = word.toLowerCase();
    if (!prepositions.has(preposition)) continue;
    const text = phraseFrom(words, at + 1);
    // "for five minutes" is told by a number.
    if (text !== undefined && numbersIn(text.split(' ')).length === 0) {
      found.push({ preposition, text });
    }
  }
  return found;
}

function phraseFrom(words: readonly string[], from: number): string | undefined {
  const phrase: string[] = [];
  for (const word of words.slice(from)) {
    const lower = word.toLowerCase();
    if (prepositions.has(lower) || ends.has(lower)) break;
    if (phrase.length > 0 || !articles.has(lower)) phrase.push(word);
  }
  return phrase.length === 0 ? undefined : phrase.join(' ');
}

function hinted(phrases: Phrase[], name: string): string | undefined {
  const at = phrases.findIndex(({ preposition }) =>
    hints.some(([word, pattern]) => word === preposition && pattern.test(name)),
  );
  return at < 0 ? undefined : phrases.splice(at, 1)[0]?.text;
}

// "the city is Paris", "city Paris"
function afterName(words: readonly string[], name: string): string | undefined {
  const at = words.findIndex((word) => word.toLowerCase() === name.toLowerCase());
  if (at < 0) return undefined;
  const verb = ['is', 'to', 'as'].includes(words[at + 1]?.toLowerCase() ?? '');
  return phraseFrom(words, at + (verb ? 2 : 1));
}

// "play the song Yesterday", for a tool of that name
function afterWords(words: readonly string[], nameWords: readonly string[]): string | undefined {
  const last = words.findLastIndex((word) => nameWords.includes(word.toLowerCase()));
  return last < 0 ? undefined : phraseFrom(words, last + 1);
}
