import type { SessionSettings } from '@vivavoce/evi';

/** Strings, numbers, and what says where they stand. */
const tokens = /"[^"\\]*(?:\\[^][^"\\]*)*"|[{}[\]:,]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * The variables of a settings message as text: each number as it was written, so that `30.0` stays "30.0".
 *
 * @param json - the text that the message was read from.
 * @param within - the field of the message in which the settings lie; absent where they are the message itself.
 */
export function variableTexts(
  { variables }: Pick<SessionSettings, 'variables'>,
  json?: string,
  within?: string,
): Record<string, string> | undefined {
  if (!variables) return undefined;
  const hasNumbers = Object.values(variables).some((value) => typeof value === 'number');
  const written = hasNumbers && json !== undefined ? quotedIn(json, within) : variables;
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, String(value)]));
}

// Node 20 does not tell a reviver what a number was written as.
function quotedIn(json: string, within?: string): Record<string, unknown> {
  const level = within === undefined ? 1 : 2;
  let depth = 0;
  let name = '';
  let last = '';
  const quoted = json.replace(tokens, (token) => {
    const before = last;
    last = token;
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':') return token;
    else if (depth === level && token.startsWith('"') && before !== ':') name = token;
    else if (depth === level + 1 && before === ':' && /^[-\d]/.test(token) && isVariables(name)) {
      return `"${token}"`;
    }
    return token;
  });
  const read = JSON.parse(quoted) as Record<string, Record<string, unknown>>;
  const settings = within === undefined ? read : read[within];
  return settings?.['variables'] as Record<string, unknown>;
}

/** @param name - of a field, in its quotes. */
function isVariables(name: string): boolean {
  return JSON.parse(name) === 'variables';
}
