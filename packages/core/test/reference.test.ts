import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('each option of the client has its place in the reference’s table, and nothing else has', () => {
  const declared = /interface VoiceClientOptions \{([^]*?)^\}/m.exec(
    read('src/client/options.ts'),
  )?.[1];
  const options = [...(declared ?? '').matchAll(/^ {2}readonly (\w+)\?:/gm)].map(
    ([, name]) => name,
  );
  const section = /^## Options$([^]*?)^## /m.exec(read('../../docs/reference/core.md'))?.[1];
  const told = [...(section ?? '').matchAll(/^\| (`.+?) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(options.length).toBeGreaterThan(20);
  expect(told.toSorted()).toEqual(options.toSorted());
});
