import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { collectTemplates } from '../build/collect-templates.ts';
import { frameworks, partners } from './choices.ts';
import { createApp } from './create-app.ts';
import { CreateError } from './create-error.ts';

const templates = collectTemplates();

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vivavoce-create-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function errorOf(work: () => unknown): CreateError {
  try {
    work();
  } catch (error) {
    if (error instanceof CreateError) return error;
    throw error;
  }
  throw new Error('It did not throw.');
}

const all = frameworks.flatMap((framework) =>
  partners.map((partner) => [framework.id, partner.id] as const),
);

test.each(all)('%s with %s is the example, but for its name and keys', (template, answers) => {
  const folder = join(emptyFolder(), 'my-app');
  const { name, files } = createApp({ folder, template, answers, templates });
  expect(name).toBe('my-app');
  const example = answers === 'local' ? template : `${template}-${answers}`;
  const home = join(import.meta.dirname, '../../../examples', example);
  expect(files).toContain('.gitignore');
  for (const file of files) {
    const written = readFileSync(join(folder, file), 'utf8');
    if (file === '.env.local') continue;
    const source = readFileSync(join(home, file), 'utf8');
    const renamed = source.replace(/"name": "[^"]*"/, '"name": "my-app"');
    expect(written).toBe(file === 'package.json' ? renamed : source);
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
  expect(manifest).toMatchObject({
    name: 'my-app',
    scripts: { dev: expect.any(String) as string },
  });
});

test('a service’s key is to be filled in, and the local server’s pair is made up anew', () => {
  const folder = emptyFolder();
  const create = (name: string, answers: 'local' | 'gemini') =>
    createApp({ folder: join(folder, name), template: 'nextjs', answers, templates });
  expect(create('a', 'gemini').key).toBe('GEMINI_API_KEY');
  expect(create('b', 'local').key).toBeNull();
  create('c', 'local');
  const pair = (name: string): string[] =>
    [...readFileSync(join(folder, name, '.env.local'), 'utf8').matchAll(/_KEY=(.*)/g)].map(
      ([, key = '']) => key,
    );
  const keys = [...pair('b'), ...pair('c')];
  expect(new Set(keys).size).toBe(4);
  expect(keys.every((key) => /^[\w-]{32}$/.test(key))).toBe(true);
});

test('a folder with something in it is refused, and left as it was', () => {
  const folder = join(emptyFolder(), 'app');
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const error = errorOf(() => createApp({ folder, template: 'vite', answers: 'local', templates }));
  expect(error.reason).toBe('not-empty');
  expect(readdirSync(folder)).toEqual(['notes.txt']);
});

test('an empty folder will do, with a repository in it as well', () => {
  const folder = join(emptyFolder(), 'app');
  mkdirSync(join(folder, '.git'), { recursive: true });
  createApp({ folder, template: 'vite', answers: 'local', templates });
  expect(existsSync(join(folder, 'src/App.tsx'))).toBe(true);
});

test('a file is no folder', () => {
  const folder = join(emptyFolder(), 'app');
  writeFileSync(folder, '');
  const create = (path: string) => () =>
    createApp({ folder: path, template: 'vite', answers: 'local', templates });
  expect(errorOf(create(folder)).reason).toBe('not-a-folder');
  expect(errorOf(create(join(folder, 'below'))).reason).toBe('not-a-folder');
});

test.each(['My App', 'APP', '.hidden', '_app', 'node_modules', 'a'.repeat(215), 'ä', 'a b', '/'])(
  'the name %s is refused before anything is written',
  (name) => {
    const parent = emptyFolder();
    const folder = name === '/' ? name : join(parent, name);
    const error = errorOf(() =>
      createApp({ folder, template: 'vite', answers: 'local', templates }),
    );
    expect(error.reason).toBe('name');
    expect(error.message).toMatch(/such as my-voice-app/);
    expect(readdirSync(parent)).toEqual([]);
  },
);

test('an app that there is not is refused', () => {
  const folder = join(emptyFolder(), 'app');
  const template = 'svelte' as 'vite';
  const error = errorOf(() => createApp({ folder, template, answers: 'local', templates }));
  expect(error.reason).toBe('choice');
  expect(existsSync(folder)).toBe(false);
});
