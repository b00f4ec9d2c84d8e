import { expect, test } from 'vitest';
import { readGalleryReference } from '../../build/gallery-reference.ts';
import { codeOf } from './story-code-of.ts';
import { stories } from './stories/index.ts';

const reference = readGalleryReference();

test('every story has its code', () => {
  const without = stories.filter(
    ({ component, name }) =>
      !codeOf(reference[component]?.stories ?? [], name)?.includes("from '@vivavoce/react'"),
  );
  expect(without.map(({ component, name }) => `${component}: ${name}`)).toEqual([]);
});

test('what a list put into a story is in its code', () => {
  const code = codeOf(reference['AudioVisualizer']?.stories ?? [], 'wave, speaking');
  expect(code).toContain('<AudioVisualizer shape="wave" />');
});
