import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { stage } from '../../test/support/stage.tsx';
import { Transcript } from './Transcript.tsx';

const scoresButtons = (): HTMLElement[] =>
  screen.queryAllByRole('button', { name: 'Expression scores' });

test('a button under each spoken turn discloses how every entry of it sounded', async () => {
  const { call, script, user, container } = stage(<Transcript />);
  const chat = await call();
  await script(() => {
    chat.hear('hello', { scores: { Joy: 0.61, Calmness: 0.9 } });
    chat.say('Hello.', { scores: { Calmness: 0.7 }, tones: [] });
    chat.say('How are you?', { scores: { Interest: 0.8 }, tones: [] });
    chat.endTurn();
    chat.hear('typed', { fromText: true });
  });
  const [mine, answer, none] = scoresButtons();
  if (!mine || !answer) return expect.fail('There are no two buttons.');
  expect(none).toBeUndefined();
  expect(mine.getAttribute('aria-expanded')).toBe('false');
  expect(screen.queryByRole('meter')).toBeNull();

  mine.focus();
  await user.keyboard('{Enter}');
  expect(mine.getAttribute('aria-expanded')).toBe('true');
  const group = screen.getByRole('group', { name: 'Expression scores' });
  expect(group.id).toBe(mine.getAttribute('aria-controls'));
  expect(within(group).getByRole('meter', { name: 'Joy' }).getAttribute('aria-valuetext')).toBe(
    'strong, 0.61',
  );
  const note = document.getElementById(group.getAttribute('aria-describedby') ?? '');
  expect(note?.textContent).toMatch(/how a message sounded, not what someone feels/);
  await user.keyboard(' ');
  expect(screen.queryByRole('meter')).toBeNull();

  await user.click(answer);
  const shown = screen.getByRole('group', { name: 'Expression scores' });
  expect(shown.textContent).toMatch(/Hello\..*Calmness.*How are you\?.*Interest/);
  expect(await violations(container)).toEqual([]);
});

test('an open disclosure follows scores that come later', async () => {
  const { call, script, user } = stage(<Transcript />);
  const chat = await call();
  const ids: string[] = [];
  await script(() => {
    ids.push(chat.say('Hello.', { scores: { Joy: 0.2 }, tones: [] }));
    ids.push(chat.say('Well.', { tones: [] }));
  });
  await user.click(screen.getByRole('button', { name: 'Expression scores' }));
  expect(screen.queryByRole('meter', { name: 'Fear' })).toBeNull();
  await script(() => chat.sendScores(ids[1] ?? '', { Fear: 0.7 }));
  expect(screen.getByRole('meter', { name: 'Fear' })).toBeTruthy();
});
