import { wordsToNumber } from '../../text/numbers.ts';

const operators: readonly {
  pattern: RegExp;
  word: string;
  apply: (a: number, b: number) => number;
}[] = [
  { pattern: /\b(?:divided by|over)\b|[/÷]/, word: 'divided by', apply: (a, b) => a / b },
  { pattern: /\b(?:multiplied by|times)\b|[*×]/, word: 'times', apply: (a, b) => a * b },
  { pattern: /\bplus\b|\+/, word: 'plus', apply: (a, b) => a + b },
  { pattern: /\b(?:minus|less)\b|(?<=[\d\s])-/, word: 'minus', apply: (a, b) => a - b },
];

/** What a sum comes to, said as a sentence; undefined when the words are no sum of two numbers. */
export function answerSum(text: string): string | undefined {
  for (const { pattern, word, apply } of operators) {
    const found = pattern.exec(text);
    if (!found) continue;
    const a = numberAtEnd(text.slice(0, found.index));
    const b = numberAtStart(text.slice(found.index + found[0].length));
    if (a === undefined || b === undefined) continue;
    if (word === 'divided by' && b === 0) return 'Nobody can divide by zero, and I will not try.';
    return `${say(a)} ${word} ${say(b)} is ${say(apply(a, b))}.`;
  }
  return undefined;
}

/** No number has more words. */
const mostWords = 20;
/** Nor more characters than these for each of them. */
const mostCharacters = 20 * mostWords;

const split = (text: string) =>
  text
    .trim()
    .split(/[\s-]+/)
    .filter(Boolean);

// The longest run of words next to the operator that is a number: "so what is | twenty one".
function numberAtEnd(text: string): number | undefined {
  const words = split(text.slice(-mostCharacters)).slice(-mostWords);
  for (let from = 0; from < words.length; from++) {
    const value = wordsToNumber(words.slice(from));
    if (value !== undefined) return value;
  }
  return undefined;
}

function numberAtStart(text: string): number | undefined {
  const words = split(text.slice(0, mostCharacters)).slice(0, mostWords);
  for (let to = words.length; to > 0; to--) {
    const value = wordsToNumber(words.slice(0, to));
    if (value !== undefined) return value;
  }
  return undefined;
}

function say(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return 'more than I can say';
  const rounded = Math.round(value * 1000) / 1000;
  const digits = String(Math.abs(rounded));
  const about = Math.abs(rounded - value) < 1e-9 ? '' : 'about ';
  return `${about}${rounded < 0 ? 'minus ' : ''}${digits}`;
}
