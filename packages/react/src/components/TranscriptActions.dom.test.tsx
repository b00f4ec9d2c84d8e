import { act, screen, within } from '@testing-library/react';
import type { ComponentProps } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { stage } from '../../test/support/stage.tsx';
import type { Stage } from '../../test/support/stage.tsx';
import { german } from '../provider/labels/german.ts';
import { Transcript } from './Transcript.tsx';
import { TranscriptActions } from './TranscriptActions.tsx';

const log = (): HTMLElement => screen.getByRole('log', { name: 'Transcript' });
const more = (): HTMLElement => screen.getByRole('button', { name: 'Copy or save the transcript' });

async function openActions({ user }: Pick<Stage, 'user'>): Promise<HTMLElement> {
  await user.click(more());
  await screen.findByRole('button', { name: 'Copy' });
  return screen.getByRole('group', { name: 'Copy or save the transcript' });
}

test('the actions come with the first words, and are disclosed by a button', async () => {
  const world = stage(<Transcript />);
  const chat = await world.call();
  expect(within(log()).queryByRole('button')).toBeNull();
  await world.script(() => chat.hear('hello'));
  expect(more().getAttribute('aria-expanded')).toBe('false');
  const group = await openActions(world);
  expect(more().getAttribute('aria-expanded')).toBe('true');
  expect(more().getAttribute('aria-controls')).toBe(group.id);
  const names = within(group)
    .getAllByRole('button')
    .map(({ textContent }) => textContent);
  expect(names).toEqual(['Copy', 'Save as text', 'Save as JSON', 'Save as WebVTT']);
  expect(await violations(world.container)).toEqual([]);
});

test('Escape and going elsewhere close the actions', async () => {
  const world = stage(<Transcript />);
  const chat = await world.call();
  await world.script(() => chat.hear('hello'));
  await openActions(world);
  await world.user.tab();
  expect(document.activeElement?.textContent).toBe('Copy');
  await world.user.keyboard('{Escape}');
  expect(document.activeElement).toBe(more());
  expect(more().getAttribute('aria-expanded')).toBe('false');
  await openActions(world);
  act(() => log().focus());
  expect(more().getAttribute('aria-expanded')).toBe('false');
});

test('copying puts the whole transcript on the clipboard, and says so', async () => {
  const world = stage(<Transcript limit={1} />);
  const chat = await world.call();
  await world.script(() => {
    chat.hear('hello');
    chat.say('Hi.', { tones: [] });
  });
  const group = await openActions(world);
  await world.user.click(screen.getByRole('button', { name: 'Copy' }));
  await expect.poll(() => within(group).getByRole('status').textContent).toBe('Copied');
  expect(await navigator.clipboard.readText()).toBe('You: hello\n\nAssistant: Hi.\n');
});

test('a browser that does not let it copy is said', async () => {
  const world = stage(<Transcript />);
  const chat = await world.call();
  await world.script(() => chat.hear('hello'));
  const refused = vi
    .spyOn(navigator.clipboard, 'writeText')
    .mockRejectedValue(new DOMException('No.', 'NotAllowedError'));
  onTestFinished(() => refused.mockRestore());
  const group = await openActions(world);
  await world.user.click(screen.getByRole('button', { name: 'Copy' }));
  const said = (): string | null => within(group).getByRole('status').textContent;
  await expect.poll(said).toBe('Copying was blocked by your browser');
});

/** As a browser answers whose page is offline, as often as is said, and with what is there from then on. */
function offline(times: number): NonNullable<ComponentProps<typeof TranscriptActions>['load']> {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) throw new TypeError('Failed to fetch dynamically imported module');
    return (await import('./TranscriptMenu.tsx')).TranscriptMenu;
  };
}

test('actions that can’t be fetched say so, each time, and may be tried again', async () => {
  const { user, container } = stage(<TranscriptActions load={offline(2)} />);
  await user.click(more());
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(/^Couldn’t load\. Check your connection/);
  expect(screen.getByRole('group').contains(alert)).toBe(true);
  expect(await violations(container)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Retry now' }));
  expect(document.activeElement).toBe(more());
  expect(await screen.findByRole('alert')).not.toBe(alert);
  await user.tab();
  await user.keyboard('{Enter}');
  await screen.findByRole('button', { name: 'Copy' });
  expect(screen.queryByRole('alert')).toBeNull();
  expect(more().getAttribute('aria-expanded')).toBe('true');
});

test('actions that could not be fetched are fetched when they are opened again', async () => {
  const { user } = stage(<TranscriptActions load={offline(1)} />, { labels: german });
  const open = screen.getByRole('button', { name: 'Mitschrift kopieren oder speichern' });
  await user.click(open);
  expect((await screen.findByRole('alert')).textContent).toMatch(/^Laden fehlgeschlagen/);
  expect(screen.getByRole('button', { name: 'Jetzt noch einmal versuchen' })).toBeTruthy();
  await user.click(open);
  expect(screen.queryByRole('alert')).toBeNull();
  await user.click(open);
  await screen.findByRole('button', { name: 'Kopieren' });
});
