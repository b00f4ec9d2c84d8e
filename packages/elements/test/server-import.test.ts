import { expect, test } from 'vitest';

test('a server imports it, and nothing happens there', async () => {
  expect(globalThis).not.toHaveProperty('customElements');
  const { VivaVoicePanel } = await import('../src/index.ts');
  expect(VivaVoicePanel.observedAttributes).toContain('url');
});
