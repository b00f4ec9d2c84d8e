import { readFileSync } from 'node:fs';

/** The files of each example, by their paths. */
export type Templates = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Those that the build has put beside this file. */
export function readTemplates(): Templates {
  return JSON.parse(readFileSync(new URL('templates.json', import.meta.url), 'utf8')) as Templates;
}
