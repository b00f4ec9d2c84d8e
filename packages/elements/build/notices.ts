import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What others have made of what is in the one file: where each is found, from the folder of the one before. */
const bundled = [
  ['react'],
  ['react-dom'],
  ['react-dom', 'scheduler'],
  ['@vivavoce/react', 'zustand'],
  ['@vivavoce/react', '@vivavoce/core', '@vivavoce/evi', 'valibot'],
];

/** Their licences, which have to go with it. */
export function notices(): string {
  const texts = bundled.map((path) => {
    const home = path.reduce(find, dirname(import.meta.dirname));
    const { name, version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
    };
    const file = readdirSync(home).find((each) => /^licen[cs]e/i.test(each));
    if (!file) throw new Error(`There is no licence in ${name}.`);
    return `${name} ${version}\n\n${readFileSync(join(home, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(78)}\n\n`);
}

/** As Node looks for it: in the folder itself, then beside it. */
function find(folder: string, name: string): string {
  for (let at = folder; ; at = dirname(at)) {
    try {
      return realpathSync(join(at, 'node_modules', name));
    } catch (error) {
      if (at === dirname(at)) throw error;
    }
  }
}
