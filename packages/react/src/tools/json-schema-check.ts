/** A JSON Schema, or one of its parts. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One evaluation of a value, or of a part of it. */
export interface Evaluation {
  readonly path: string;
  /** Names of properties and positions in a list that keywords of the same object have evaluated. */
  readonly evaluated: Set<string | number>;
  readonly effort: { steps: number; depth: number };
}

/** The errors of a value, one for each place; none when it is valid. */
export type Check = (value: unknown, evaluation: Evaluation) => string[];

/** What a keyword makes its check of, besides its own value. */
export interface KeywordContext {
  /** The object that it is in. */
  readonly schema: JsonSchema;
  readonly compile: (schema: unknown) => Check;
  readonly resolve: (reference: unknown) => Check;
  /** @throws VoiceError `usage` */
  readonly invalid: (must: string) => never;
}

export type Keyword = (given: unknown, context: KeywordContext) => Check | undefined;

export const noErrors: string[] = [];

export function errorUnless(valid: boolean, path: string, error: string): string[] {
  return valid ? noErrors : [`${path} ${error}`];
}

/** A check of objects alone: whatever else it is given is valid. */
export function forObjects(check: (value: JsonSchema, evaluation: Evaluation) => string[]): Check {
  return (value, evaluation) => (isObject(value) ? check(value, evaluation) : noErrors);
}

/** A check of lists alone. */
export function forArrays(
  check: (value: readonly unknown[], evaluation: Evaluation) => string[],
): Check {
  return (value, evaluation) => (Array.isArray(value) ? check(value, evaluation) : noErrors);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Compiled with the `u` flag, else without: `\-` and `[\w-.]` are syntax there alone. */
export function toRegExp(pattern: unknown): RegExp | undefined {
  if (typeof pattern !== 'string') return undefined;
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Tried again, or reported by the caller.
    }
  }
  return undefined;
}
