import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { stage } from '../../test/support/stage.tsx';
import { TextInput } from './TextInput.tsx';
import { Transcript } from './Transcript.tsx';

const scoresButtons = (): HTMLElement[] =>
  screen.queryAllByRole('button', { name: 'Expression scores' });

test('a button under each spoken turn discloses how every entry of it sounded', async () => {
  const { call, script, user, container } = stage(<Transcript scores />);
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
  const { call, script, user } = stage(<Transcript scores />);
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

test('they are offered where the app asks for them, and not otherwise', async () => {
  const { call, script } = stage(<Transcript />);
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 0.61 } }));
  expect(scoresButtons()).toEqual([]);
});

test('all of them are one tab stop, in which arrow keys, Home and End move', async () => {
  const { call, script, user } = stage(
    <>
      <Transcript scores actions={false} />
      <TextInput />
    </>,
  );
  const chat = await call();
  await script(() => {
    for (let turn = 0; turn < 30; turn += 1) {
      chat.hear(`hello ${turn}`, { scores: { Joy: 0.61 } });
      chat.say('Hello.', { scores: { Calmness: 0.7 }, tones: [] });
      chat.endTurn();
    }
  });
  const buttons = scoresButtons();
  expect(buttons).toHaveLength(60);
  screen.getByRole('log').focus();
  await user.tab();
  expect(document.activeElement).toBe(buttons[59]);
  await user.keyboard('{ArrowUp}{ArrowUp}');
  expect(document.activeElement).toBe(buttons[57]);
  await user.keyboard('{Home}{ArrowUp}');
  expect(document.activeElement).toBe(buttons[0]);
  await user.keyboard('{ArrowDown}{Enter}');
  expect(buttons[1]?.getAttribute('aria-expanded')).toBe('true');
  // What comes meanwhile takes the stop from nobody.
  await script(() => chat.hear('more', { scores: { Joy: 0.61 } }));
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole('textbox'));
  await user.tab({ shift: true });
  expect(document.activeElement).toBe(buttons[1]);
  await user.keyboard('{End}');
  expect(document.activeElement).toBe(scoresButtons()[60]);
  await user.tab({ shift: true });
  expect(document.activeElement).toBe(screen.getByRole('log'));
});
