import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../scripts/tools.mjs';

// What can be told of the examples without installing them; `npm run test:setups` does.
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const names = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifestOf = (folder: string): Manifest =>
  JSON.parse(read(`${folder}/package.json`)) as Manifest;

test.each(names)('%s asks for versions that npm can install, of ours the current ones', (name) => {
  const { dependencies, devDependencies } = manifestOf(`examples/${name}`);
  const wanted = Object.entries({ ...dependencies, ...devDependencies });
  const ours = wanted.filter(([module]) => module.startsWith('@vivavoce/'));
  expect(ours.length).toBeGreaterThan(0);
  expect(ours).toEqual(
    ours.map(([module]) => [
      module,
      `^${manifestOf(module.replace('@vivavoce', 'packages')).version}`,
    ]),
  );
  expect(wanted.filter(([, range]) => !/^[\^~]?\d+\.\d+\.\d+$/.test(range))).toEqual([]);
});

test.each(names)('%s says how it is started, and keeps keys out of Git', (name) => {
  expect(read(`examples/${name}/README.md`)).toContain('npm install\n');
  expect(read(`examples/README.md`)).toContain(`(${name})`);
  if (existsSync(join(root, 'examples', name, '.env.example')))
    expect(read(`examples/${name}/.gitignore`)).toMatch(/^\.env\.local$/m);
  // No workspace installs it.
  expect(read('pnpm-workspace.yaml')).not.toContain('examples');
});
