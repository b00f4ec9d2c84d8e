import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { Presence } from './presence.ts';

async function folder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(`${tmpdir()}/vivavoce-presence-`);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test('servers on one file see each other, and leave nothing behind', async () => {
  await using place = await folder();
  const one = await Presence.beside(`${place.path}/kept.db`);
  const two = await Presence.beside(`${place.path}/kept.db`);
  const other = await Presence.beside(`${place.path}/other.db`);
  expect(await one?.livenessOf(two?.id ?? '')).toBe('alive');
  expect(await two?.livenessOf(one?.id ?? '')).toBe('alive');
  expect(await two?.livenessOf(two.id)).toBe('alive');
  // Asking took nothing from anybody.
  await two?.tidy();
  expect(await one?.livenessOf(two?.id ?? '')).toBe('alive');
  expect(await one?.livenessOf(other?.id ?? '')).toBe('unknown');
  await two?.close();
  expect(await one?.livenessOf(two?.id ?? '')).toBe('unknown');
  await one?.close();
  await other?.close();
  expect(await readdir(place.path)).toEqual([]);
});

test('where there can be no file, there is no presence', async () => {
  await using place = await folder();
  expect(await Presence.beside(`${place.path}/none/kept.db`)).toBeUndefined();
});
