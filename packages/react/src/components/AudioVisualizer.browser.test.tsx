import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import { expect, onTestFinished, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../styles.css';
import { ConnectButton, VoiceProvider } from '../index.ts';
import { AudioVisualizer } from './AudioVisualizer.tsx';
import type { AudioVisualizerProps } from './AudioVisualizer.tsx';

/** What the provider makes of Chromium's protocol; its types know it by the name only. */
interface CdpSession {
  send(method: string, params: object): Promise<unknown>;
}

const shapes = ['bars', 'wave', 'orb'] as const;

/** A page in a call in which both sides are that loud. */
async function show(
  props: AudioVisualizerProps,
  loudness: number | (() => number),
): Promise<HTMLCanvasElement> {
  const evi = scriptedEvi();
  const undo = [listen(evi), fakeMicrophone().undo, fakeAudio({ loudness }).undo];
  onTestFinished(() => undo.forEach((step) => step()));
  const screen = await render(
    <VoiceProvider url={evi.url} thread="main">
      <ConnectButton />
      <AudioVisualizer {...props} />
    </VoiceProvider>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toBeVisible();
  return screen.container.querySelector('canvas') as HTMLCanvasElement;
}

/** Share of the canvas that is painted, 0 to 1. */
function painted(canvas: HTMLCanvasElement): number {
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {
    data: [],
  };
  let opaque = 0;
  for (let index = 3; index < data.length; index += 4) if ((data[index] ?? 0) > 20) opaque += 1;
  return (opaque * 4) / data.length;
}

async function preferMotion(value: 'reduce' | 'no-preference'): Promise<void> {
  const session = cdp() as unknown as CdpSession;
  await session.send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-reduced-motion', value }],
  });
}

test.each([
  ['bars', 0.3],
  ['wave', 0.03],
  ['orb', 0.55],
] as const)('%s grow with the sound', async (shape, least) => {
  const canvas = await show({ shape }, 0.9);
  await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(least));
});

test.each([
  ['bars', 0.2],
  ['wave', 0.1],
  ['orb', 0.5],
] as const)('%s are small in silence', async (shape, most) => {
  const canvas = await show({ shape }, 0);
  await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.001));
  expect(painted(canvas)).toBeLessThan(most);
});

/** Sound that is never twice the same. */
function restless(): () => number {
  let loudness = 0;
  return () => (loudness = (loudness + 0.37) % 1);
}

/** Whether it is the same picture for six frames. */
async function staysTheSame(canvas: HTMLCanvasElement): Promise<boolean> {
  const before = canvas.toDataURL();
  for (let frame = 0; frame < 6; frame += 1) {
    await new Promise((settle) => requestAnimationFrame(settle));
    if (canvas.toDataURL() !== before) return false;
  }
  return true;
}

test.each(shapes)(
  '%s stand still for who asked for less motion, however it sounds',
  async (shape) => {
    onTestFinished(() => preferMotion('no-preference'));
    await preferMotion('reduce');
    const canvas = await show({ shape }, restless());
    await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.001));
    // It is drawn anew when the call comes up and when its size is known.
    await vi.waitFor(async () => expect(await staysTheSame(canvas)).toBe(true), { timeout: 5000 });
  },
);

test.each(shapes)('%s move with the sound for everybody else', async (shape) => {
  const canvas = await show({ shape }, restless());
  await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.001));
  await vi.waitFor(async () => expect(await staysTheSame(canvas)).toBe(false), { timeout: 5000 });
  // Once it moves it goes on moving.
  for (let count = 0; count < 5; count += 1) expect(await staysTheSame(canvas)).toBe(false);
});

test('the colours are those of the stylesheet, and follow a change of scheme', async () => {
  onTestFinished(() => preferMotion('no-preference'));
  onTestFinished(() => {
    document.documentElement.style.removeProperty('color-scheme');
  });
  await preferMotion('reduce');
  const canvas = await show({}, 0);
  await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.001));
  const light = canvas.toDataURL();
  document.documentElement.style.colorScheme = 'dark';
  await vi.waitFor(() => expect(canvas.toDataURL()).not.toBe(light));
});

test.each([-3, 0, 1, 500, Number.NaN])('%s bars are brought into bounds', async (bands) => {
  const canvas = await show({ bands }, 0.5);
  await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.001));
});

test.each(shapes)(
  '%s are drawn in the colour of the text where the page names none',
  async (shape) => {
    const canvas = await show({ shape, style: { fill: 'none', stroke: 'none' } }, 0.9);
    await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.02));
  },
);
