import type { StoryCode } from '../../build/story-code.ts';

/** The code of the story of that name; where a list made it, with what the list put in. */
export function codeOf(codes: readonly StoryCode[], name: string): string | undefined {
  for (const { name: pattern, code } of codes) {
    const variables = [...pattern.matchAll(/\$\{(\w+)\}/g)].map(([, variable = '']) => variable);
    const parts = pattern.split(/\$\{\w+\}/).map((part) => part.replace(/[^\w\s]/g, '\\$&'));
    const match = new RegExp(`^${parts.join('(.+)')}$`).exec(name);
    if (!match) continue;
    return variables.reduce(
      (filled, variable, index) =>
        filled.replaceAll(`{${variable}}`, `"${match[index + 1] ?? ''}"`),
      code,
    );
  }
  return undefined;
}
