import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exampleOf, frameworks, partners } from '../src/choices.ts';
import type { Templates } from '../src/templates.ts';

const examples = join(import.meta.dirname, '../../../examples');

/** What was installed or built in an example, and keys that somebody has put there, in whichever file of that family. */
const notCopied =
  /^(node_modules|dist|\.next|\.vite|coverage|next-env\.d\.ts|.*\.tsbuildinfo|package-lock\.json|pnpm-lock\.yaml|yarn\.lock|\.DS_Store|\.env(?!\.example$).*|\.npmrc)$/;

/**
 * The examples that can be asked for, as one value: npm leaves dotfiles out of packages, which they have.
 */
export function collectTemplates(): Templates {
  const names = frameworks.flatMap((framework) =>
    partners.map((answers) => exampleOf(framework.id, answers.id)),
  );
  return Object.fromEntries(names.map((name) => [name, filesOf(join(examples, name))]));
}

function filesOf(folder: string, under = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, under), { withFileTypes: true })) {
    if (notCopied.test(entry.name)) continue;
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(files, filesOf(folder, path));
    else files[path] = readFileSync(join(folder, path), 'utf8');
  }
  return files;
}
