import axe from 'axe-core';
import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import type { ScriptedChat } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import { expect, onTestFinished, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../styles.css';
import { ConnectButton, VoiceProvider } from '../index.ts';
import { Transcript } from './Transcript.tsx';
import type { TranscriptProps } from './Transcript.tsx';

/** A transcript of 20rem in a call. */
async function show(
  props: TranscriptProps = {},
): Promise<{ readonly chat: ScriptedChat; readonly log: HTMLElement }> {
  const evi = scriptedEvi();
  const undo = [listen(evi), fakeMicrophone().undo, fakeAudio().undo];
  onTestFinished(() => undo.forEach((step) => step()));
  const screen = await render(
    <VoiceProvider url={evi.url} thread="main">
      <ConnectButton />
      <Transcript style={{ blockSize: '20rem' }} {...props} />
      <a href="#after">After</a>
    </VoiceProvider>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toBeVisible();
  const log = screen.getByRole('log', { name: 'Transcript' }).element() as HTMLElement;
  return { chat: await evi.nextChat(), log };
}

async function talk(chat: ScriptedChat, log: HTMLElement, turns: number): Promise<void> {
  for (let turn = 1; turn <= turns; turn += 1) {
    chat.hear(`Question ${turn}`, { scores: { Joy: 0.4 } });
    chat.say(`Answer ${turn}`, { tones: [], scores: { Calmness: 0.8 } });
    chat.endTurn();
  }
  await vi.waitFor(() => expect(log.textContent).toContain(`Answer ${turns}`));
}

/** Where the focus is: the name or the text of what has it. */
const focused = (): string | null | undefined =>
  document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent;

const isAtEnd = (log: HTMLElement): boolean =>
  log.scrollHeight - log.scrollTop - log.clientHeight < 2;

const find = (log: HTMLElement, text: string): Element => {
  const found = [...log.querySelectorAll('.vv-entry')].find((entry) => entry.textContent === text);
  return found ?? expect.fail(`"${text}" is not there.`);
};

test('the keyboard scrolls it, discloses scores and goes back to the latest', async () => {
  const { chat, log } = await show({ limit: 30, scores: true });
  await talk(chat, log, 20);
  await vi.waitFor(() => expect(isAtEnd(log)).toBe(true));
  log.focus();
  await userEvent.keyboard('{Home}');
  await vi.waitFor(() => expect([log.dataset['state'], log.scrollTop]).toEqual(['scrolled', 0]));

  const reached: (string | null | undefined)[] = [];
  for (let stop = 0; stop < 3; stop += 1) {
    await userEvent.tab();
    reached.push(focused());
    expect(getComputedStyle(document.activeElement ?? log).outlineStyle).toBe('solid');
  }
  expect(reached).toEqual(['Copy or save the transcript', 'Show earlier', 'Expression scores']);
  const meters = (): number => log.querySelectorAll('[role="meter"]').length;
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(meters()).toBe(1));
  await userEvent.keyboard(' ');
  await vi.waitFor(() => expect(meters()).toBe(0));

  await userEvent.keyboard('{Home}');
  log.focus();
  await userEvent.tab({ shift: true });
  expect(focused()).toBe('Hang up');
  const jump = [...log.querySelectorAll('button')].at(-1);
  jump?.focus();
  expect(focused()).toBe('Jump to latest');
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect([log.dataset['state'], isAtEnd(log)]).toEqual(['following', true]));
  expect(document.activeElement).toBe(log);
});

test('it is at its end however much comes at once, and stays there as the page changes', async () => {
  const { chat, log } = await show({ emotions: 3 });
  await talk(chat, log, 200);
  await vi.waitFor(() => expect(isAtEnd(log)).toBe(true));
  log.style.blockSize = '10rem';
  await vi.waitFor(() => expect([log.clientHeight, isAtEnd(log)]).toEqual([160, true]));
  log.style.fontSize = '2rem';
  await vi.waitFor(() => expect(isAtEnd(log)).toBe(true));
  await talk(chat, log, 210);
  await vi.waitFor(() => expect(isAtEnd(log)).toBe(true));
  expect(log.dataset['state']).toBe('following');
});

test('whoever goes up before the end has come into sight is not taken back to it', async () => {
  const { chat, log } = await show({ limit: 30 });
  // In the very task in which the end was put in sight, before any frame tells of it.
  const watch = new MutationObserver(() => {
    if (log.scrollHeight < log.clientHeight * 3) return;
    watch.disconnect();
    log.scrollTop = 40;
  });
  watch.observe(log, { childList: true, subtree: true });
  await talk(chat, log, 60);
  await vi.waitFor(() => expect(log.dataset['state']).toBe('scrolled'));
  expect(log.scrollTop).toBe(40);
});

test('what is in sight stays where it is when earlier entries come', async () => {
  const { chat, log } = await show({ limit: 20 });
  await talk(chat, log, 60);
  log.scrollTop = 0;
  await vi.waitFor(() => expect(log.dataset['state']).toBe('scrolled'));
  const first = find(log, 'Question 51');
  const place = first.getBoundingClientRect().top;
  const earlier = [...log.querySelectorAll('button')].find(
    ({ textContent }) => textContent === 'Show earlier',
  );
  await userEvent.click(earlier ?? log);
  await vi.waitFor(() => find(log, 'Question 41'));
  expect(Math.abs(first.getBoundingClientRect().top - place)).toBeLessThan(8);
  expect(log.dataset['state']).toBe('scrolled');
});

test('Escape closes the actions and gives the focus back', async () => {
  const { chat, log } = await show();
  await talk(chat, log, 1);
  log.focus();
  await userEvent.tab();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(log.textContent).toContain('Save as WebVTT'));
  await userEvent.tab();
  expect(focused()).toBe('Copy');
  await userEvent.tab();
  expect(focused()).toBe('Save as text');
  await userEvent.keyboard('{Escape}');
  expect(log.textContent).not.toContain('Save as WebVTT');
  expect(focused()).toBe('Copy or save the transcript');
});

test.each([
  ['Save as text', /^transcript-[\dT-]+\.txt$/, /^You: Question 1\n\nAssistant: Answer 1\n$/],
  ['Save as JSON', /^transcript-[\dT-]+\.json$/, /"text": "Answer 1"/],
  ['Save as WebVTT', /^transcript-[\dT-]+\.vtt$/, /^WEBVTT\n\n00:00:00.000 --> .*\n<v You>/],
])('%s saves a file', async (name, fileName, content) => {
  const { chat, log } = await show();
  await talk(chat, log, 1);
  const names: string[] = [];
  const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    names.push(this.download);
  });
  // Only now: the fake audio has URLs of its own.
  const files: Blob[] = [];
  const { createObjectURL } = URL;
  URL.createObjectURL = (file: Blob) => {
    files.push(file);
    return createObjectURL(file);
  };
  onTestFinished(() => {
    clicked.mockRestore();
    URL.createObjectURL = createObjectURL;
  });
  const press = async (label: string): Promise<void> => {
    const button = [...log.querySelectorAll('button')].find(
      (one) => (one.ariaLabel ?? one.textContent) === label,
    );
    await userEvent.click(button ?? expect.fail(`There is no button "${label}".`));
  };
  await press('Copy or save the transcript');
  await vi.waitFor(() => expect(log.textContent).toContain(name));
  await press(name);
  expect(names).toEqual([expect.stringMatching(fileName)]);
  expect(await files[0]?.text()).toMatch(content);
});

test('with everything disclosed axe finds nothing wrong', async () => {
  const { chat, log } = await show({ emotions: 2, limit: 6 });
  await talk(chat, log, 6);
  chat.callTool('get_time', {});
  chat.hear('wait', { interim: true });
  await vi.waitFor(() => expect(log.textContent).toContain('wait'));
  for (const button of log.querySelectorAll<HTMLElement>('[aria-expanded]')) button.click();
  await vi.waitFor(() => expect(log.textContent).toContain('Save as WebVTT'));
  const { violations } = await axe.run(log);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test.each([320, 1280])('at %i px no strip beside the turns is left to nobody', async (width) => {
  const { chat, log } = await show({ style: { inlineSize: `${width}px`, blockSize: '30rem' } });
  const long = 'as long as many lines of a column that is as wide as a page can be '.repeat(4);
  chat.hear(`I speak ${long}`);
  chat.say(`You spoke ${long}`, { tones: [] });
  chat.say('That was all.', { tones: [] });
  await vi.waitFor(() => expect(log.textContent).toContain('That was all.'));
  const column = log.querySelector('.vv-transcript__turns')?.getBoundingClientRect();
  const [mine, theirs] = ['user', 'assistant'].map((role) =>
    log.querySelector(`[data-role="${role}"] .vv-turn__text`)?.getBoundingClientRect(),
  );
  if (!column || !mine || !theirs) return expect.fail('It is not there.');
  const padding = 16;
  // The column is all there is, or stands in the middle of it.
  expect(Math.round(column.width)).toBe(Math.min(log.clientWidth, 52 * 16));
  const left = column.left - log.getBoundingClientRect().left - log.clientLeft;
  expect(Math.round(2 * left + column.width)).toBe(log.clientWidth);
  expect(Math.round(mine.right)).toBe(Math.round(column.right - padding));
  expect(Math.round(theirs.left)).toBe(Math.round(column.left + padding));
  // What has no edge of its own has the width of the column, or of a line that is still easy to read.
  expect(Math.round(theirs.width)).toBe(Math.min(Math.round(column.width) - 2 * padding, 640));
  // Its sentences are one paragraph: the second begins where the first ends.
  const [first, second] = [...log.querySelectorAll('[data-role="assistant"] .vv-entry')].map(
    (entry) => [...entry.getClientRects()],
  );
  expect(second?.[0]?.top).toBe(first?.at(-1)?.top);
  return undefined;
});

test('what is new comes in sight, words that become final change as they stand, and dots say that the assistant thinks', async () => {
  const { chat, log } = await show();
  chat.hear('Hm', { interim: true });
  await vi.waitFor(() => expect(log.textContent).toContain('Hm'));
  const names = (element: Element): string => getComputedStyle(element).animationName;
  const entry = find(log, 'Hm (listening…)').querySelector('.vv-entry__text');
  expect(names(log.querySelector('.vv-turn') ?? log)).toBe('vv-come');
  chat.hear('Hm.');
  await vi.waitFor(() => expect(log.textContent).toContain('Hm.'));
  // The same element: its looks go over into the others.
  expect(log.querySelector('.vv-entry__text')).toBe(entry);
  expect(getComputedStyle(entry ?? log).transitionProperty).toContain('background-color');
  const dots = (): string =>
    getComputedStyle(log.querySelector('.vv-transcript__turns') ?? log, '::after').animationName;
  await vi.waitFor(() => expect([log.dataset['thinking'], dots()]).toEqual(['', 'vv-beat']));
  chat.say('Yes?', { tones: [] });
  chat.endTurn();
  await vi.waitFor(() => expect(log.dataset['thinking']).toBeUndefined());
  const turns = [...log.querySelectorAll('.vv-turn')].map(names);
  expect(turns).toEqual(['none', 'vv-come']);
});

test.each(['ltr', 'rtl'] as const)(
  'nothing that is said, and nothing that belongs to it, lies under the button of what it offers, %s',
  async (dir) => {
    const { chat, log } = await show({
      dir,
      emotions: 3,
      style: { inlineSize: '20rem', blockSize: '12rem' },
    });
    for (let turn = 1; turn <= 4; turn += 1) {
      const scores = { Joy: 0.8, 'Surprise (positive)': 0.7, Contemplation: 0.6 };
      chat.hear(`Question ${turn}, which is as long as its line and goes on in the next`, {
        scores,
      });
      chat.say(`Answer ${turn}, which is as long as its line and goes on in the next`, { scores });
      chat.callTool('a_tool_with_a_name_that_is_long', {});
      chat.endTurn();
    }
    await vi.waitFor(() => expect(log.querySelectorAll('.vv-tool')).toHaveLength(4));
    const button = log.querySelector('.vv-transcript__more') ?? expect.fail('no button');
    const parts = log.querySelectorAll('.vv-entry__text, .vv-chip, .vv-tool, .vv-turn__disclose');
    // Whole heights come past the button, from the end to the beginning.
    for (let top = log.scrollHeight; top >= 0; top -= 30) {
      log.scrollTop = top;
      const corner = button.getBoundingClientRect();
      for (const part of parts) {
        const { left, right, top: above, bottom } = part.getBoundingClientRect();
        const under =
          left < corner.right &&
          right > corner.left &&
          above < corner.bottom &&
          bottom > corner.top;
        expect(under && part.textContent).toBe(false);
      }
    }
  },
);
