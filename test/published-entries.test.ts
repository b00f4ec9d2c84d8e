import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// What a package offers is written in several places, each read by other tools: they must not drift apart.
const packages = join(import.meta.dirname, '../packages');
const names = ['evi', 'core', 'react', 'realtime', 'testing', 'voice-react', 'elements'] as const;

interface Target {
  types: string;
  default: string;
}
type Entry = Record<string, string | Target> | string;
interface Manifest {
  main: string;
  module: string;
  types: string;
  files: string[];
  typesVersions?: { '*': Record<string, string[]> };
  exports: Record<string, Entry>;
  publishConfig: { exports: Record<string, Entry> };
}

const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Manifest;

test.each(names)('%s publishes what it offers here, without its sources', (name) => {
  const { exports, publishConfig } = manifestOf(name);
  const withoutSources = JSON.parse(
    JSON.stringify(exports, (key, value: unknown) =>
      key === 'vivavoce-source' ? undefined : value,
    ),
  ) as object;
  expect(publishConfig.exports).toEqual(withoutSources);
});

test.each(names)(
  'whoever asks for an entry of %s in whichever way gets one module, but for `require` where there is no other way',
  (name) => {
    const modules = Object.values(manifestOf(name).publishConfig.exports).filter(
      (entry) => typeof entry === 'object' && 'require' in entry,
    ) as Record<string, Target>[];
    for (const entry of modules) {
      // In this order: Node and bundlers that can require a module take it before they see the copy in CommonJS.
      expect(Object.keys(entry)).toEqual(['module-sync', 'module', 'require', 'default']);
      expect(entry['module-sync']).toEqual(entry['default']);
      expect(entry['module']).toEqual(entry['default']);
      expect(entry['require']?.default).toBe(entry['default']?.default.replace('.js', '.cjs'));
    }
    expect(modules.length).toBeGreaterThan(0);
  },
);

test.each(names)('tools that know nothing of `exports` find each entry of %s', (name) => {
  const { main, module, types, files, typesVersions, publishConfig } = manifestOf(name);
  const { '.': root, ...others } = publishConfig.exports;
  expect(root).toMatchObject({ require: { default: main }, default: { types, default: module } });
  const typed: Record<string, string[]> = {};
  for (const [path, entry] of Object.entries(others)) {
    const file = path.slice(2);
    if (typeof entry === 'string') {
      // It lies where it is asked for.
      expect(entry).toBe(path);
      expect(files).toContain(file.split('/')[0]);
      continue;
    }
    const target = entry['default'] as string | Target;
    const code = typeof target === 'string' ? target : target.default;
    typed[file] = [typeof target === 'string' ? String(entry['types']) : target.types];
    const stub = [file, `${file}.js`].find((stub) => existsSync(join(packages, name, stub)));
    expect(readFileSync(join(packages, name, String(stub)), 'utf8')).toContain(`'${code}';`);
    expect(files.some((pattern) => pattern === stub || pattern === '*.css')).toBe(true);
  }
  expect(typesVersions?.['*'] ?? {}).toEqual(typed);
});
