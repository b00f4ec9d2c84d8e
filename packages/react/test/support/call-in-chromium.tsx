import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import type { FakeMicrophone, ScriptedChat } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import type { ReactNode } from 'react';
import { expect, onTestFinished } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { RenderResult } from 'vitest-browser-react';
import '../../src/styles.css';
import { VoiceProvider } from '../../src/index.ts';
import type { VoiceProviderProps } from '../../src/index.ts';

/** A page in a real browser, with a scripted server and a silent microphone around it. */
export interface BrowserStage {
  readonly screen: RenderResult;
  readonly microphone: FakeMicrophone;
  readonly nextChat: () => Promise<ScriptedChat>;
}

/**
 * Renders below a provider. All of it is undone when the test ends.
 *
 * @param sounds whether what is said is played by the browser; nothing is otherwise
 */
export async function browserStage(
  page: ReactNode,
  options: Omit<VoiceProviderProps, 'children' | 'client'> = {},
  sounds = false,
): Promise<BrowserStage> {
  const evi = scriptedEvi({ patience: 5000 });
  const microphone = fakeMicrophone();
  const audio = sounds ? null : fakeAudio();
  const stop = listen(evi);
  onTestFinished(() => {
    stop();
    audio?.undo();
    microphone.undo();
  });
  const screen = await render(
    <VoiceProvider url={evi.url} thread="main" {...options}>
      {page}
    </VoiceProvider>,
  );
  return { screen, microphone, nextChat: () => evi.nextChat() };
}

/** Presses Tab until the focus is on what bears that name; fails when the page has been gone round. */
export async function tabTo(name: string): Promise<void> {
  for (let stop = 0; stop < 20; stop += 1) {
    if (focused() === name) return;
    await userEvent.tab();
  }
  expect(focused()).toBe(name);
}

/** The name, or else the text, of what has the focus. */
export function focused(): string | null | undefined {
  const { activeElement } = document;
  return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent;
}
