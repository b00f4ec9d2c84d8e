import { readFileSync } from 'node:fs';
import type { VoiceFeature } from '@vivavoce/core';
import { expect, test } from 'vitest';
import { gemini, openai } from '../src/index.ts';

const reference = readFileSync(
  new URL('../../../docs/reference/realtime.md', import.meta.url),
  'utf8',
);

/** Rows of a table, cell by cell. */
function rowsUnder(heading: string): string[][] {
  const section = reference.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1));
}

const features = {
  say: true,
  pause: true,
  scores: true,
  settings: true,
  chats: true,
} satisfies Record<VoiceFeature, true>;

test('the table says of each feature that a service may lack what the services say of it', () => {
  const rows = rowsUnder('What each has');
  const services = [openai({ token: '/t' }), gemini({ token: '/t' })];
  const said = Object.keys(features).map((feature) => {
    const row = rows.find(([name = '']) => name.includes(`\`${feature}\``)) ?? [];
    return [feature, ...row.slice(1).map((cell) => /^yes/.test(cell))];
  });
  expect(said).toEqual(
    Object.keys(features).map((feature) => [
      feature,
      true,
      ...services.map(({ unsupported = [] }) => !unsupported.includes(feature as VoiceFeature)),
    ]),
  );
});

test('the table of the token route has each error that it answers', () => {
  const source = readFileSync(
    new URL('../src/token/create-realtime-token.ts', import.meta.url),
    'utf8',
  );
  const answered = [...source.matchAll(/error: '(\w+)'/g), ...source.matchAll(/\d, '(\w+)'\]/g)];
  const told = rowsUnder('Keys and tokens').map(([, , error = '']) => error.replaceAll('`', ''));
  expect(told.slice(2).toSorted()).toEqual(
    [...new Set(answered.map(([, error = '']) => error))].toSorted(),
  );
});
