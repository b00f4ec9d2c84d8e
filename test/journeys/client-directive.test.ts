import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('what is built of the React package says "use client" before anything else', () => {
  const built = readFileSync(
    new URL('../../packages/react/dist/index.js', import.meta.url),
    'utf8',
  );
  expect(built).toMatch(/^['"]use client['"];/);
});
