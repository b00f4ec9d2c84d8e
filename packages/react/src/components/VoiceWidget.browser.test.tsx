import * as React from 'react';
import type { ComponentType, ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { drag, pressEscape } from '../../test/support/devtools.ts';
import { browserStage } from '../../test/support/call-in-chromium.tsx';
import { VoiceWidget } from './VoiceWidget.tsx';

/** The panel's place once it has stopped moving, as a phone of 390 by 844 CSS px shows it. */
async function settled(dialog: Element): Promise<DOMRect> {
  await vi.waitFor(() =>
    expect(dialog.getAnimations().filter(({ playState }) => playState === 'running')).toEqual([]),
  );
  return dialog.getBoundingClientRect();
}

async function onPhone(): Promise<void> {
  const { innerWidth, innerHeight } = window;
  await page.viewport(390, 844);
  onTestFinished(() => page.viewport(innerWidth, innerHeight));
}

test('on a phone the panel is a sheet: at the bottom, as wide as the page, less than all of it', async () => {
  await onPhone();
  const { screen } = await browserStage(<VoiceWidget />);
  await screen.getByRole('button', { name: 'Open voice assistant' }).click();
  const dialog = screen.getByRole('dialog', { name: 'Voice assistant' });
  const { left, right, top, bottom } = await settled(dialog.element());
  expect([left, right, bottom]).toEqual([0, 390, 844]);
  // The page stays in sight above it, to be touched.
  expect(top).toBeGreaterThan(60);
  expect(document.documentElement.scrollWidth).toBe(390);
  for (const name of ['Close', 'Start talking']) {
    const button = screen.getByRole('button', { name }).element().getBoundingClientRect();
    expect(button.top).toBeGreaterThanOrEqual(top);
    expect(button.bottom).toBeLessThanOrEqual(844);
    expect(Math.min(button.width, button.height)).toBeGreaterThanOrEqual(40);
  }
});

test('the focus stays in the sheet, and Escape gives it back', async () => {
  await onPhone();
  const { screen } = await browserStage(
    <>
      <a href="#before">Before</a>
      <VoiceWidget />
    </>,
  );
  const launcher = screen.getByRole('button', { name: 'Open voice assistant' });
  await launcher.click();
  const dialog = screen.getByRole('dialog').element();
  await expect.element(screen.getByRole('button', { name: 'Start talking' })).toHaveFocus();
  for (let stop = 0; stop < 6; stop += 1) {
    await userEvent.tab({ shift: stop > 2 });
    const { activeElement } = document;
    // The browser's own controls are the only other stop.
    expect(dialog.contains(activeElement) || activeElement === document.body).toBe(true);
  }
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(launcher).toHaveFocus();
});

test('a touch above the sheet closes it', async () => {
  await onPhone();
  const { screen } = await browserStage(<VoiceWidget defaultOpen />);
  const dialog = screen.getByRole('dialog').element();
  await settled(dialog);
  await userEvent.click(dialog, { position: { x: 195, y: -30 } });
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(screen.getByRole('button', { name: 'Open voice assistant' })).toHaveFocus();
});

test('a conversation fits the sheet, and the words scroll within it', async () => {
  await onPhone();
  const { screen, nextChat } = await browserStage(<VoiceWidget defaultOpen />);
  await screen.getByRole('button', { name: 'Start talking' }).click();
  const chat = await nextChat();
  for (let turn = 0; turn < 30; turn += 1) chat.hear(`Question ${turn}`);
  const log = screen.getByRole('log');
  await expect.element(log).toHaveTextContent('Question 29');
  const { top, bottom } = await settled(screen.getByRole('dialog').element());
  expect([bottom, document.documentElement.scrollWidth]).toEqual([844, 390]);
  const inside = log.element().getBoundingClientRect();
  expect(inside.top).toBeGreaterThan(top);
  expect(log.element().scrollHeight).toBeGreaterThan(inside.height);
  for (const name of ['Hang up', 'Mute microphone', 'Send']) {
    const button = screen.getByRole('button', { name }).element().getBoundingClientRect();
    expect([button.top > top, button.bottom <= 844]).toEqual([true, true]);
  }
});

test.each([
  ['a selection that is dragged out', 'inside', 'beside', 'mouse', true],
  ['a press beside it that is let go inside', 'beside', 'inside', 'mouse', true],
  ['a press on its edge', 'edge', 'edge', 'mouse', true],
  ['a touch inside', 'inside', 'inside', 'touch', true],
  ['a click beside it', 'beside', 'beside', 'mouse', false],
  ['a touch beside it', 'beside', 'beside', 'touch', false],
] as const)('%s: the panel stays as it should', async (_, from, to, by, open) => {
  const { screen } = await browserStage(
    <VoiceWidget modal defaultOpen>
      <p>Words that somebody selects</p>
    </VoiceWidget>,
  );
  const dialog = screen.getByRole('dialog').element();
  const { left, top } = await settled(dialog);
  const words = screen.getByText('Words that').element().getBoundingClientRect();
  const points = {
    inside: [words.x + 4, words.y + words.height / 2],
    beside: [left + 50, top - 20],
    edge: [left + 50, top + 0.5],
  } as const;
  const clicks = vi.fn();
  dialog.addEventListener('click', clicks);
  await drag(points[from], points[to], by);
  await vi.waitFor(() => expect(clicks).toHaveBeenCalled());
  await expect.poll(() => dialog.hasAttribute('open')).toBe(open);
});

test('an app that says no to Escape keeps the panel open, the focus in its place, and the launcher alive', async () => {
  const { screen } = await browserStage(
    <VoiceWidget modal open onOpenChange={() => undefined}>
      <input aria-label="First" />
      <input aria-label="Second" />
    </VoiceWidget>,
  );
  await screen.getByRole('textbox', { name: 'Second' }).click();
  const dialog = screen.getByRole('dialog').element();
  const closed = vi.fn();
  dialog.addEventListener('close', closed);
  // Only the first of them does the browser let a page refuse.
  for (let time = 0; time < 4; time += 1) await pressEscape();
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  await expect.element(screen.getByRole('dialog')).toBeVisible();
  await expect.element(screen.getByRole('textbox', { name: 'Second' })).toHaveFocus();
  expect(dialog.matches(':modal')).toBe(true);
});

test('the panel is closed while React hides it, the page is not inert, and it is open again after', async () => {
  const { Activity } = React as unknown as {
    Activity: ComponentType<{ mode: 'visible' | 'hidden'; children: ReactNode }>;
  };
  const told = vi.fn();
  function Page(): ReactNode {
    const [mode, setMode] = React.useState<'visible' | 'hidden'>('visible');
    React.useEffect(() => {
      const flip = (): void => setMode((last) => (last === 'visible' ? 'hidden' : 'visible'));
      window.addEventListener('flip', flip);
      return () => window.removeEventListener('flip', flip);
    }, []);
    return (
      <>
        <button>Behind</button>
        <Activity mode={mode}>
          <React.StrictMode>
            <VoiceWidget modal defaultOpen onOpenChange={told} />
          </React.StrictMode>
        </Activity>
      </>
    );
  }
  const { screen } = await browserStage(<Page />);
  const dialog = screen.getByRole('dialog').element();
  expect(dialog.matches(':modal')).toBe(true);
  for (let round = 0; round < 2; round += 1) {
    window.dispatchEvent(new Event('flip'));
    await expect.poll(() => dialog.hasAttribute('open')).toBe(false);
    await screen.getByRole('button', { name: 'Behind' }).click();
    await expect.element(screen.getByRole('button', { name: 'Behind' })).toHaveFocus();
    window.dispatchEvent(new Event('flip'));
    await expect.poll(() => dialog.matches(':modal')).toBe(true);
  }
  expect(told).not.toHaveBeenCalled();
});

test('on a wide screen the page beside the open panel stays in use, and Escape gives the focus back', async () => {
  await page.viewport(1280, 800);
  const { screen } = await browserStage(
    <>
      <button>Behind</button>
      <VoiceWidget side="start" />
    </>,
  );
  const launcher = screen.getByRole('button', { name: 'Open voice assistant' });
  await launcher.click();
  const dialog = screen.getByRole('dialog', { name: 'Voice assistant' });
  await expect.element(screen.getByRole('button', { name: 'Start talking' })).toHaveFocus();
  expect(dialog.element().matches(':modal')).toBe(false);
  const { left, right } = await settled(dialog.element());
  expect([left < 40, right < 640]).toEqual([true, true]);
  await screen.getByRole('button', { name: 'Behind' }).click();
  await expect.element(screen.getByRole('button', { name: 'Behind' })).toHaveFocus();
  await expect.element(dialog).toBeVisible();
  await screen.getByRole('button', { name: 'Start talking' }).click();
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toBeVisible();
  // A window that becomes a phone's: the same conversation, in a sheet.
  await onPhone();
  await expect.poll(() => dialog.element().matches(':modal')).toBe(true);
  await page.viewport(1280, 800);
  await expect.poll(() => dialog.element().matches(':modal')).toBe(false);
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(launcher).toHaveFocus();
});

test('what is open from the first beside a page takes the focus from nobody', async () => {
  await page.viewport(1280, 800);
  const { screen } = await browserStage(
    <>
      <input aria-label="Search" autoFocus />
      <VoiceWidget defaultOpen />
    </>,
  );
  await expect.element(screen.getByRole('dialog')).toBeVisible();
  await expect.element(screen.getByRole('textbox', { name: 'Search' })).toHaveFocus();
});
