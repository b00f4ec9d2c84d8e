import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { methodOf } from '../support/operations.ts';
import { specifiedOperations, specifiedTypes } from '../support/specification.ts';

// Rule: the reference lists every type and every operation, each with a link to the file it is in.

const folder = fileURLToPath(new URL('../../../../docs/reference/', import.meta.url));
const reference = readFileSync(`${folder}evi.md`, 'utf8');
const links = [...reference.matchAll(/\[`?([^\]`]+)`?\]\(([^)]+)\)/g)].map(
  ([, text = '', to = '']) => ({ text, to }),
);
const sourceOf = (text: string) => {
  const link = links.find((one) => one.text === text);
  return link && readFileSync(folder + link.to, 'utf8');
};

test.each(Object.keys(specifiedTypes))('%s is listed and linked', (name) => {
  expect(sourceOf(name)).toContain(`export const ${name} =`);
});

test.each(specifiedOperations)('$resource $name is listed and linked', (operation) => {
  const row = reference
    .split('\n')
    .find(
      (line) =>
        line.startsWith(`| ${operation.name} `) && line.includes(`client.${operation.resource}.`),
    );
  const method = methodOf(operation);
  expect(row).toContain(`${operation.method} ${operation.path}`);
  const call = /\[`([^`]+)`\]/.exec(row ?? '')?.[1] ?? '';
  expect(call).toContain(`client.${operation.resource}.${method}(`);
  expect(sourceOf(call)).toContain(`${method}(`);
});

test('every link to a file of the repository leads somewhere', () => {
  const files = links.filter(({ to }) => !to.includes('://'));
  expect(files.filter(({ to }) => !existsSync(folder + to))).toEqual([]);
});
