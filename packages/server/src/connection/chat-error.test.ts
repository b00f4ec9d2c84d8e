import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { chatErrorCode, chatErrorSlugs } from './chat-error.ts';

it('every error has a code of its own and stands in the reference with it', async () => {
  const readme = await readFile(
    new URL('../../../../docs/reference/server.md', import.meta.url),
    'utf8',
  );
  const listed = [...readme.matchAll(/^\| ([EI]\d{4}) \| `(\w+)`/gm)].map(([, code, slug]) => [
    slug,
    code,
  ]);
  expect(listed).toEqual(chatErrorSlugs.map((slug) => [slug, chatErrorCode(slug)]));
  expect(new Set(listed.map(([, code]) => code)).size).toBe(listed.length);
});
