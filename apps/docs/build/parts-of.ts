import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.ts';

const folder = join(root, 'packages/react/src/components');

/** The classes of a component's parts, as its own file and those it is made of write them: `vv-transcript__turn`. */
export function partsOf(component: string): readonly string[] {
  const own = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const text = readFileSync(join(folder, `${name}.tsx`), 'utf8');
    for (const [part] of text.matchAll(/\bvv-[a-z]+(?:-[a-z]+)*__[a-z]+(?:-[a-z]+)*\b/g))
      own.add(part);
    for (const [, other = ''] of text.matchAll(/from '\.\/([A-Z]\w+)\.tsx'/g))
      // What is a component of its own has a page of its own.
      if (!published.has(other)) visit(other);
  };
  visit(component);
  return [...own].toSorted();
}

const published = new Set(
  [
    ...readFileSync(join(root, 'packages/react/src/index.ts'), 'utf8').matchAll(
      /from '\.\/components\/(\w+)\.tsx'/g,
    ),
  ].map(([, name = '']) => name),
);
