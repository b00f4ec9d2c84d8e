import { expect, test } from 'vitest';
import { readGalleryReference } from './gallery-reference.ts';

const reference = readGalleryReference();

test('each prop of each component has a type and a description', () => {
  const components = Object.values(reference);
  expect(components.length).toBeGreaterThan(13);
  for (const [name, { description, props }] of Object.entries(reference)) {
    expect(description, name).not.toBe('');
    for (const prop of props) {
      expect(prop.type, `${name}.${prop.name}`).not.toBe('unknown');
      expect(prop.description || prop.default, `${name}.${prop.name}`).toBeTruthy();
    }
  }
});

test('a type made of others is read as a whole: parameters filled in, and the element it stands on', () => {
  const { element, props } = reference['EmotionMeter'] ?? {};
  expect(element).toEqual({ tag: 'div', without: ['children'] });
  const named = Object.fromEntries((props ?? []).map((prop) => [prop.name, prop]));
  expect(named['participant']?.type).toBe("'user' | 'assistant' | 'both'");
  expect(named['top']).toMatchObject({ type: 'number', required: false, default: '5' });
  expect(named['names']?.type).toBe('readonly EmotionName[]');
});

test('a story’s code is what an app would write', () => {
  const code = (component: string, story: string): string | undefined =>
    reference[component]?.stories.find(({ name }) => name === story)?.code;
  expect(code('MuteButton', 'muted')).toBe(
    [
      "import { MuteButton, VoiceProvider } from '@vivavoce/react';",
      '',
      '<VoiceProvider url={url} muted>',
      '  <MuteButton />',
      '</VoiceProvider>',
    ].join('\n'),
  );
});
