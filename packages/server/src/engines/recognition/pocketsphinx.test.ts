import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { chooseRecogniser } from './choose-recogniser.ts';
import { findPocketsphinx } from './find-pocketsphinx.ts';
import { createFliteSynthesiser } from '../synthesis/flite.ts';
import { createPocketsphinxRecogniser } from './pocketsphinx.ts';

const installed = (await findPocketsphinx()) !== undefined;

afterEach(() => {
  vi.unstubAllEnvs();
});

it('without a program on the PATH there is none, and auto takes soundswallower', async () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(await createPocketsphinxRecogniser()).toBeUndefined();
  const recogniser = await chooseRecogniser('auto');
  expect(recogniser.name).toBe('soundswallower');
  expect(recogniser.vocabulary).toBe('phrases');
  await recogniser.close();
});

it('asking for it by name where it is not installed is a typed error', async () => {
  vi.stubEnv('PATH', '/nowhere');
  await expect(chooseRecogniser('pocketsphinx')).rejects.toMatchObject({
    reason: 'engine-unavailable',
  });
});

it.skipIf(process.platform === 'win32')(
  'version 5 is given its command first and no file, and its lines of JSON are read',
  async () => {
    // In its place, a program that takes its arguments apart as version 5 does, and answers as it does.
    const folder = await mkdtemp(join(tmpdir(), 'vivavoce-'));
    const program = join(folder, 'pocketsphinx');
    await writeFile(
      program,
      `#!/bin/sh
[ "$1" = single ] || exit 1
shift
while [ $# -gt 0 ]; do case "$1" in -?*) shift 2 || exit 1;; *) exit 1;; esac; done
bytes=$(/usr/bin/wc -c)
echo 'a line of its log'
echo "{\\"b\\":0.000,\\"d\\":1.0,\\"p\\":1.000,\\"t\\":\\"go forward $((bytes))\\",\\"w\\":[]}"
`,
    );
    await chmod(program, 0o755);
    // Nothing else is on the PATH but what feeds it.
    await symlink('/bin/cat', join(folder, 'cat'));
    vi.stubEnv('PATH', folder);
    const recogniser = await chooseRecogniser('pocketsphinx');
    const recognition = recogniser.open();
    recognition.push(new Int16Array(100));
    recognition.push(new Int16Array(60));
    expect(await recognition.finish()).toEqual({ kind: 'words', text: 'go forward 320' });
    await recogniser.close();
    await rm(folder, { recursive: true });
  },
);

it.skipIf(process.platform === 'win32')(
  'one that was asked for its words and is cancelled then gives way at once, and so do those that wait for a process',
  { timeout: 20_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vivavoce-'));
    const program = join(folder, 'pocketsphinx');
    // It is done with a tenth of a second, and never with more.
    await writeFile(
      program,
      `#!/bin/sh
bytes=$(/usr/bin/wc -c)
[ "$bytes" -gt 3200 ] && exec /bin/sleep 60
echo '{"t":"hello"}'
`,
    );
    await chmod(program, 0o755);
    await symlink('/bin/cat', join(folder, 'cat'));
    vi.stubEnv('PATH', folder);
    const recogniser = await chooseRecogniser('pocketsphinx');
    // More than there are processes.
    const endless = Array.from({ length: 70 }, () => {
      const recognition = recogniser.open();
      recognition.push(new Int16Array(16_000));
      return { recognition, finishing: recognition.finish() };
    });
    await new Promise((resolve) => setImmediate(resolve));
    for (const { recognition } of endless) recognition.cancel();
    const words = await Promise.all(endless.map(({ finishing }) => finishing));
    expect(new Set(words.map(({ kind }) => kind))).toEqual(new Set(['nothing']));
    const next = recogniser.open();
    next.push(new Int16Array(1600));
    expect(await next.finish()).toEqual({ kind: 'words', text: 'hello' });
    await recogniser.close();
    await rm(folder, { recursive: true });
  },
);

// The rest is skipped where Debian's pocketsphinx and pocketsphinx-en-us (or version 5 with its model) are not installed.
it.skipIf(!installed)('auto takes it where it is installed', async () => {
  const recogniser = await chooseRecogniser('auto');
  expect([recogniser.name, recogniser.vocabulary]).toEqual(['pocketsphinx', 'open']);
  await recogniser.close();
});

it.skipIf(!installed)('silence is nothing', { timeout: 20_000 }, async () => {
  const recogniser = await createPocketsphinxRecogniser();
  const recognition = recogniser?.open();
  recognition?.push(new Int16Array(16_000));
  expect(await recognition?.finish()).toEqual({ kind: 'nothing' });
  await recogniser?.close();
});

it.skipIf(!installed)(
  'more utterances than processes wait their turn and all come back',
  { timeout: 60_000 },
  async () => {
    const flite = createFliteSynthesiser();
    const { samples } = await flite.speak('Tell me a joke.', 'slt');
    const recogniser = await createPocketsphinxRecogniser();
    const texts = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const recognition = recogniser?.open();
        recognition?.push(new Int16Array(6400));
        recognition?.push(samples);
        recognition?.push(new Int16Array(8000));
        return recognition?.finish();
      }),
    );
    expect(texts).toHaveLength(5);
    for (const text of texts) expect(text).toEqual({ kind: 'words', text: 'tell me a joke' });
    await recogniser?.close();
    await flite.close();
  },
);

it.skipIf(!installed)(
  'cancelled and closed recognitions leave no process',
  { timeout: 20_000 },
  async () => {
    const recogniser = await createPocketsphinxRecogniser();
    const cancelled = recogniser?.open();
    cancelled?.push(new Int16Array(16_000));
    await new Promise((resolve) => setImmediate(resolve));
    cancelled?.cancel();
    expect(await cancelled?.finish()).toEqual({ kind: 'nothing' });
    const open = recogniser?.open();
    open?.push(new Int16Array(16_000));
    await new Promise((resolve) => setImmediate(resolve));
    const finishing = open?.finish();
    finishing?.catch(() => undefined);
    await recogniser?.close();
    await expect(finishing).rejects.toMatchObject({ reason: 'engine-failed' });
    // Node lets go of an ended process's handle a moment after it tells of the end.
    await vi.waitFor(() => {
      expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap');
    });
  },
);
