import { screen } from '@testing-library/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { ConnectionStatus, LiveCaption, VoiceWidget, english } from '../../src/index.ts';
import { stage } from '../support/stage.tsx';

// Whatever of the kit is on the page, and whether the widget's panel is open or closed: what is said, and what fails, is
// announced once, where a screen reader is.

/** How often a live region that a screen reader reaches says that: nothing else in a page with an open modal dialog. */
function announced(text: string, modal = false): number {
  const reached = (modal && document.querySelector('dialog[open]')) || document;
  return [...reached.querySelectorAll('[role="status"], [role="alert"]')].filter(
    (region) => !region.closest('dialog:not([open])') && region.textContent?.includes(text),
  ).length;
}

const pagesOf = (modal: boolean): Readonly<Record<string, ReactNode>> => ({
  'a widget alone': <VoiceWidget modal={modal} />,
  'a caption of the app’s': (
    <>
      <LiveCaption />
      <VoiceWidget modal={modal} />
    </>
  ),
  'a status of the app’s': (
    <>
      <VoiceWidget modal={modal} />
      <ConnectionStatus />
    </>
  ),
  'both of the app’s': (
    <>
      <ConnectionStatus />
      <LiveCaption />
      <VoiceWidget modal={modal} />
    </>
  ),
  'a panel of the app’s that is silent': <VoiceWidget modal={modal}>My own</VoiceWidget>,
  'a panel of the app’s that announces': (
    <VoiceWidget modal={modal}>
      <LiveCaption />
      <ConnectionStatus />
    </VoiceWidget>
  ),
  'two widgets': (
    <>
      <VoiceWidget modal={modal} />
      <VoiceWidget modal={modal}>
        <LiveCaption />
      </VoiceWidget>
    </>
  ),
});

async function expectAnnounced(page: ReactNode, panel: string, modal: boolean): Promise<void> {
  const { call, script, user, evi } = stage(page, { reconnect: { nextDelay: () => 60_000 } });
  const chat = await call();
  const heard = (text: string): number => announced(text, modal);
  const [launcher] = screen.getAllByRole('button', { name: english.openWidget });
  if (!launcher) throw new Error('There is no launcher.');
  await user.click(launcher);
  if (panel === 'closed')
    await user.click(screen.getByRole('button', { name: english.closeWidget }));
  await script(() => chat.hear('good morning'));
  await script(() => {
    chat.say('Good evening.', { tones: [] });
    chat.endTurn();
  });
  expect([heard('good morning'), heard('Good evening.')]).toEqual([0, 1]);
  await script(() => chat.fail('inference_error', 'The model is gone.'));
  expect(heard(english.hints['report-server'])).toBe(1);
  // What was announced before the panel was opened or closed is no news.
  await script(() => chat.hear('once more', { time: { begin: 2000, end: 2400 } }));
  expect(heard('once more')).toBe(1);
  evi.refuse();
  await script(() => chat.drop());
  await expect.poll(() => heard('Connection lost')).toBe(1);
}

test.each(
  Object.keys(pagesOf(true)).flatMap((name) =>
    ['open', 'open and modal', 'closed'].map((panel) => [name, panel]),
  ),
)('with %s and the panel %s, each thing is announced once', (name = '', panel = '') => {
  const modal = panel === 'open and modal';
  return expectAnnounced(pagesOf(modal)[name], panel, modal);
});

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
