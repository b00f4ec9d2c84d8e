import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { Captions } from './Captions.tsx';

test('words that are recognised are marked with their language, where the server says it', async () => {
  const { call, script } = stage(<Captions data-testid="captions" />);
  const chat = await call();
  const line = (): Element | null => screen.getByTestId('captions').querySelector('p');
  await script(() => chat.hear('Gu', { interim: true }));
  expect(line()?.hasAttribute('lang')).toBe(false);
  await script(() =>
    chat.send({
      type: 'user_message',
      from_text: false,
      interim: true,
      language: 'de',
      models: {},
      message: { role: 'user', content: 'Guten' },
      time: { begin: 0, end: 1000 },
    }),
  );
  expect([line()?.getAttribute('lang'), line()?.textContent]).toEqual(['de', 'Guten']);
});
