import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';

/** A place for a database of its own, and what removes it. */
export async function newFile(): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-hostile-`);
  return {
    file: `${folder}/kept.db`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
