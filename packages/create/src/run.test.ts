import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { collectTemplates } from '../build/collect-templates.ts';
import { run } from './run.ts';
import type { Surroundings } from './run.ts';

const templates = collectTemplates();

function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vivavoce-create-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'app');
}

/** Somebody at a terminal who types that, and what they see. */
function terminal(typed: string): Pick<Surroundings, 'input' | 'output'> & { seen: () => string } {
  const input = new PassThrough();
  const output = new PassThrough({ encoding: 'utf8' });
  input.end(typed);
  let seen = '';
  output.on('data', (text) => (seen += String(text)));
  return { input, output, seen: () => seen };
}

const away = { interactive: false, templates, ...terminal('') };

function dependenciesOf(folder: string): string[] {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  return Object.keys((JSON.parse(text) as { dependencies: object }).dependencies);
}

test('flags answer both questions, and the next two commands are said', async () => {
  const folder = folderOf();
  const args = [folder, '--template', 'nextjs', '--answers', 'openai'];
  const said = await run({ ...away, interactive: true, args });
  expect(dependenciesOf(folder)).toEqual(expect.arrayContaining(['@vivavoce/realtime', 'next']));
  expect(said).toMatch(
    /\.env\.local: OPENAI_API_KEY=\n\n {2}cd .*app && npm install\n {2}npm run dev\n/,
  );
});

test.skipIf(process.platform === 'win32').each(['my apps', "Ann's $HOME `id`", '-dash'])(
  'the command that is said enters a folder below %j',
  async (parent) => {
    const home = realpathSync(dirname(folderOf()));
    const here = process.cwd();
    onTestFinished(() => process.chdir(here));
    process.chdir(home);
    const said = await run({ ...away, args: [join(home, parent, 'app')] });
    const enter = /^ {2}(cd .*) && npm install$/m.exec(said)?.[1] ?? '';
    // What the shell makes of it is where it is then.
    const there = execFileSync('sh', ['-c', `${enter} && pwd -P`], { cwd: home, encoding: 'utf8' });
    expect(there.trim()).toBe(join(home, parent, 'app'));
  },
);

test('without a terminal the first of each is taken', async () => {
  const folder = folderOf();
  const said = await run({ ...away, args: [folder], agent: 'pnpm/10.1.0 npm/? node/v22' });
  expect(existsSync(join(folder, 'vite.config.ts'))).toBe(true);
  expect(dependenciesOf(folder)).not.toContain('@vivavoce/realtime');
  expect(said).toMatch(/pnpm install\n {2}pnpm run dev/);
});

test.each([
  ['by number', '2\n3\n'],
  ['by name', 'nextjs\n Gemini \n'],
  ['after a slip', '7\nnext?\n2\n3\n'],
])('two questions are answered %s', async (_, typed) => {
  const folder = folderOf();
  const { seen, ...streams } = terminal(typed);
  await run({ ...streams, interactive: true, templates, args: [folder] });
  expect(readFileSync(join(folder, 'app/voice.tsx'), 'utf8')).toMatch('gemini(');
  expect(seen()).toMatch(/Which framework\?\n {2}1\) Vite\n {2}2\) Next\.js[^]*Who answers\?/);
});

test('Enter takes the first, and a flag leaves only the other question', async () => {
  const folder = folderOf();
  const { seen, ...streams } = terminal('\n');
  await run({ ...streams, interactive: true, templates, args: [folder, '--answers', 'local'] });
  expect(existsSync(join(folder, 'vite.config.ts'))).toBe(true);
  expect(seen()).not.toMatch('Who answers?');
});

test('who leaves in the middle has written nothing', async () => {
  const folder = folderOf();
  const streams = terminal('2\n');
  const work = run({ ...streams, interactive: true, templates, args: [folder] });
  await expect(work).rejects.toMatchObject({ reason: 'cancelled' });
  expect(existsSync(folder)).toBe(false);
});

test.each([
  [['--template', 'svelte'], /--template is one of vite, nextjs, not "svelte"/],
  [['--answers', ''], /--answers is one of local, openai, gemini/],
  [['--what'], /Unknown option '--what'.*See --help/],
  [['a', 'b'], /One folder/],
])('%j is refused in a sentence', async (args, sentence) => {
  await expect(run({ ...away, args })).rejects.toMatchObject({
    reason: 'choice',
    message: expect.stringMatching(sentence) as string,
  });
});

test('an odd name is refused before any question', async () => {
  const { seen, ...streams } = terminal('1\n1\n');
  const work = run({ ...streams, interactive: true, templates, args: ['My App'] });
  await expect(work).rejects.toMatchObject({ reason: 'name' });
  expect(seen()).toBe('');
});

test('help and version', async () => {
  expect(await run({ ...away, args: ['--help'] })).toMatch(/--template NAME {2}vite, nextjs/);
  expect(await run({ ...away, args: ['--version'] })).toMatch(/^\d+\.\d+\.\d+\n$/);
});
