import axe from 'axe-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Locator } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { RenderResult } from 'vitest-browser-react';
import '../../src/styles.css';
import { DeviceSelect, MuteButton, VoiceProvider, VolumeSlider } from '../../src/index.ts';
import { Everything } from '../support/everything.tsx';

// Rule: WCAG 2.2 AA, as far as axe can tell, with layout and colours, in both schemes.

const page = document.documentElement.style;

beforeEach(() => {
  document.documentElement.lang = 'en';
  document.title = 'Everything';
  // As with reduced motion: a colour half-way between two others is none that was chosen.
  page.setProperty('--vv-motion', '0s');
  page.setProperty('--vv-motion-slow', '0s');
});

afterEach(() => {
  page.cssText = '';
});

async function violations(): Promise<string[]> {
  const results = await axe.run({ include: ['main'] });
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`,
  );
}

/** A port on which nobody listens. */
const nobody = 'ws://127.0.0.1:9';

/** The first button that begins a call: each block has one as well. */
const start = (screen: RenderResult): Locator =>
  screen.getByRole('button', { name: 'Start talking' }).first();

const schemes = [
  ['light', '#ffffff'],
  ['dark', '#111113'],
] as const;

test.each(schemes)(
  'before a call every component is accessible, %s',
  async (scheme, background) => {
    Object.assign(page, { colorScheme: scheme, background });
    const screen = await render(
      <main>
        <Everything />
      </main>,
    );
    await expect.element(start(screen)).toBeVisible();
    expect(await violations()).toEqual([]);
  },
);

test.each(schemes)('with an error on the page it is accessible, %s', async (scheme, background) => {
  Object.assign(page, { colorScheme: scheme, background });
  const screen = await render(
    <main>
      <Everything url={nobody} />
    </main>,
  );
  await start(screen).click();
  await expect
    .element(screen.getByRole('alert').first())
    .toHaveTextContent(/reach the voice server/);
  expect(await violations()).toEqual([]);
});

test('the scheme is that of the page, not of the machine', async () => {
  const screen = await render(<Everything />);
  const button = start(screen).element();
  const light = getComputedStyle(button).backgroundColor;
  page.colorScheme = 'dark';
  await expect.poll(() => getComputedStyle(button).backgroundColor).not.toBe(light);
});

test('the keyboard reaches everything in the order it is read, and shows where it is', async () => {
  const screen = await render(<Everything />);
  await expect.element(start(screen)).toBeVisible();
  const reached: (string | null)[] = [];
  for (let stop = 0; stop < 9; stop += 1) {
    await userEvent.tab();
    const { activeElement } = document;
    if (!activeElement) break;
    reached.push(activeElement.getAttribute('aria-label') ?? activeElement.textContent);
    const ring = activeElement.closest('.vv-text-input') ?? activeElement;
    expect(getComputedStyle(ring).outlineStyle).toBe('solid');
  }
  expect(reached).toEqual([
    'Start talking',
    'Mute microphone',
    'Stop the assistant',
    'Hold to talk',
    'Microphone',
    'Speaker',
    'Volume',
    'Transcript',
    'Message',
  ]);
});

test('a theme that is chosen by a class or an attribute holds, the nearest one, whatever the page says its scheme is', async () => {
  const screen = await render(
    <VoiceProvider>
      <div className="dark">
        <MuteButton data-testid="dark" />
        <div data-theme="light">
          <MuteButton data-testid="light" />
          <div data-mode="dark">
            <MuteButton data-testid="within" />
          </div>
        </div>
      </div>
      <div style={{ colorScheme: 'dark' }}>
        <MuteButton data-testid="scheme" />
      </div>
      <MuteButton data-testid="page" />
    </VoiceProvider>,
  );
  const color = (id: string): string => getComputedStyle(screen.getByTestId(id).element()).color;
  const names = ['dark', 'light', 'within', 'scheme', 'page'];
  const [dark, light] = ['rgb(244, 244, 245)', 'rgb(24, 24, 27)'];
  for (const scheme of ['normal', 'light', 'light dark']) {
    page.colorScheme = scheme;
    expect(names.map(color)).toEqual([dark, light, dark, dark, light]);
  }
});

test('what has sides follows the nearest direction', async () => {
  const sides = (
    <>
      <DeviceSelect kind="microphone" />
      <VolumeSlider />
    </>
  );
  const { container } = await render(
    <VoiceProvider>
      {sides}
      <div dir="rtl">
        {sides}
        <div dir="ltr">{sides}</div>
      </div>
    </VoiceProvider>,
  );
  const positions = [...container.querySelectorAll('.vv-devices')].map(
    (list) => getComputedStyle(list).backgroundPosition,
  );
  const onwards = [...container.querySelectorAll('.vv-volume')].map((slider) =>
    getComputedStyle(slider).getPropertyValue('--vv-onward'),
  );
  const [right, left] = ['calc(100% - 19px) 50%, calc(100% - 14px) 50%', '14px 50%, 19px 50%'];
  expect(positions).toEqual([right, left, right]);
  expect(onwards).toEqual(['', 'to left', '']);
});
