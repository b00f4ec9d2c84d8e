import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { createEviClient } from '@vivavoce/evi';
import { expect, it } from 'vitest';
import { libraryIn } from '../../src/store/documents/library.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { quickServer } from '../support/quick-server.ts';

it('a prompt that is written into a Config is made with it, or not at all', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'half-a-config-'));
  const database = join(folder, 'chats.db');
  const server = await quickServer({ database, log: () => undefined });
  const client = createEviClient({ baseUrl: server.url });
  const version = { evi_version: '3', prompt: { text: 'Be brief.' } } as const;
  const posted = { name: 'guide', ...version };
  const made = await client.configs.create(posted);
  const id = made?.id ?? '';
  const promptsThen = async () =>
    (await client.prompts.list({ restrictToMostRecent: false })).prompts_page?.length;
  expect(await promptsThen()).toBe(1);
  const beside = createClient({ url: `file:${database}` });
  // Of a Config nothing can be written from here on: the first and the next version fail.
  await beside.execute(
    `create trigger no_configs before insert on document_versions
     when new.body like '%evi_version%' begin select raise(abort, 'no room'); end`,
  );
  const tried = await Promise.allSettled([
    client.configs.create(posted),
    client.configs.createVersion(id, version),
  ]);
  for (const each of tried) expect(each).toMatchObject({ reason: { status: 503 } });
  expect(await promptsThen()).toBe(1);
  beside.close();
  await server.close();
  await rm(folder, { recursive: true });
});

it('a Config that is deleted while its next version is posted gets no prompt either', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 1e8 });
  const { configs, prompts } = libraryIn(database, undefined);
  const draft = prompts.draft('guide', null, { text: 'Be brief.' });
  expect(await configs.addVersion('gone', null, {}, [draft])).toBeUndefined();
  expect(await prompts.get(draft.document.id)).toBeUndefined();
  const { id } = await configs.create('guide', null, {});
  expect(await configs.addVersion(id, null, {}, [draft])).toMatchObject({ version: 1 });
  expect(await prompts.get(draft.document.id)).toEqual(draft.document);
  await database.close();
});
