import { screen } from '@testing-library/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { ConnectionStatus, LiveCaption, VoiceWidget, english } from '../../src/index.ts';
import { stage } from '../support/stage.tsx';

// Whatever of the kit is on the page, and whether the widget's panel is open or closed: what is said, and what fails, is
// announced once, where a screen reader is.

/** How often a live region that a screen reader reaches says that: nothing else in a page with an open modal dialog. */
function announced(text: string): number {
  const reached = document.querySelector('dialog[open]') ?? document;
  return [...reached.querySelectorAll('[role="status"], [role="alert"]')].filter(
    (region) => !region.closest('dialog:not([open])') && region.textContent?.includes(text),
  ).length;
}

const pages: Readonly<Record<string, ReactNode>> = {
  'a widget alone': <VoiceWidget />,
  'a caption of the app’s': (
    <>
      <LiveCaption />
      <VoiceWidget />
    </>
  ),
  'a status of the app’s': (
    <>
      <VoiceWidget />
      <ConnectionStatus />
    </>
  ),
  'both of the app’s': (
    <>
      <ConnectionStatus />
      <LiveCaption />
      <VoiceWidget />
    </>
  ),
  'a panel of the app’s that is silent': <VoiceWidget>My own</VoiceWidget>,
  'a panel of the app’s that announces': (
    <VoiceWidget>
      <LiveCaption />
      <ConnectionStatus />
    </VoiceWidget>
  ),
  'two widgets': (
    <>
      <VoiceWidget />
      <VoiceWidget>
        <LiveCaption />
      </VoiceWidget>
    </>
  ),
};

async function expectAnnounced(page: ReactNode, panel: string): Promise<void> {
  const { call, script, user, evi } = stage(page, { reconnect: { nextDelay: () => 60_000 } });
  const chat = await call();
  const [launcher] = screen.getAllByRole('button', { name: english.openWidget });
  if (!launcher) throw new Error('There is no launcher.');
  await user.click(launcher);
  if (panel !== 'open') await user.click(screen.getByRole('button', { name: english.closeWidget }));
  await script(() => chat.hear('good morning'));
  await script(() => {
    chat.say('Good evening.', { tones: [] });
    chat.endTurn();
  });
  expect([announced('good morning'), announced('Good evening.')]).toEqual([0, 1]);
  await script(() => chat.fail('inference_error', 'The model is gone.'));
  expect(announced(english.hints['report-server'])).toBe(1);
  // What was announced before the panel was opened or closed is no news.
  await script(() => chat.hear('once more', { time: { begin: 2000, end: 2400 } }));
  expect(announced('once more')).toBe(1);
  evi.refuse();
  await script(() => chat.drop());
  await expect.poll(() => announced('Connection lost')).toBe(1);
}

test.each(Object.keys(pages).flatMap((name) => ['open', 'closed'].map((panel) => [name, panel])))(
  'with %s and the panel %s, each thing is announced once',
  (name = '', panel = '') => expectAnnounced(pages[name], panel),
);

test('what has been announced is not announced again beside the closed panel', async () => {
  const { call, script, user } = stage(<VoiceWidget />);
  const chat = await call();
  await user.click(screen.getByRole('button', { name: english.openWidget }));
  await script(() => {
    chat.hear('good morning');
    chat.fail('inference_error', 'The model is gone.');
  });
  await user.click(screen.getByRole('button', { name: english.closeWidget }));
  expect([announced('good morning'), announced(english.hints['report-server'])]).toEqual([0, 0]);
});

test('where the app’s own caption leaves, the widget takes its place', async () => {
  function Page(): ReactNode {
    const [here, show] = useState(true);
    return (
      <>
        {here && <LiveCaption />}
        <button onClick={() => show(false)}>Without</button>
        <VoiceWidget />
      </>
    );
  }
  const { call, script, user } = stage(<Page />);
  const chat = await call();
  await user.click(screen.getByRole('button', { name: 'Without' }));
  await script(() => chat.hear('good morning'));
  expect(announced('good morning')).toBe(1);
});
