import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import type { Rolldown } from 'vite';

/** Bytes of JavaScript, minified and gzipped, that a page loads to hold a conversation. */
export interface SizeFigures {
  /** What it always loads. */
  readonly first: number;
  /** What it may load later. */
  readonly later: number;
}

/** What an app that imports that much of a package gets, React apart. */
export async function sizeOf(statement: string): Promise<SizeFigures> {
  const folder = await mkdtemp(join(import.meta.dirname, '.size-'));
  try {
    const entry = join(folder, 'entry.js');
    await writeFile(entry, statement);
    const built = (await build({
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        minify: true,
        target: 'es2022',
        lib: { entry, formats: ['es'] },
        rolldownOptions: { external: [/^react(-dom)?($|\/)/] },
      },
      define: { 'process.env.NODE_ENV': '"production"' },
    })) as Rolldown.RolldownOutput[];
    const chunks = built.flatMap(({ output }) => output.filter((part) => part.type === 'chunk'));
    const bytes = (wanted: boolean): number =>
      chunks
        .filter(({ isDynamicEntry }) => isDynamicEntry !== wanted)
        .reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
    return { first: bytes(true), later: bytes(false) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
