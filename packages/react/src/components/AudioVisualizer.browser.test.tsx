import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import { createPortal } from 'react-dom';
import { expect, onTestFinished, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../styles.css';
import { devtools } from '../../test/support/devtools.ts';
import { browserStage } from '../../test/support/call-in-chromium.tsx';
import { watchFrames } from '../../test/support/frames.ts';
import { ConnectButton, MuteButton, VoiceProvider } from '../index.ts';
import { AudioVisualizer } from './AudioVisualizer.tsx';
import type { AudioVisualizerProps } from './AudioVisualizer.tsx';

const shapes = ['bars', 'wave', 'orb', 'ring', 'grid'] as const;

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
      <MuteButton />
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
  await devtools().send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-reduced-motion', value }],
  });
}

test.each([
  ['bars', 0.3],
  ['wave', 0.03],
  ['orb', 0.55],
  ['ring', 0.2],
  ['grid', 0.3],
] as const)('%s grow with the sound', async (shape, least) => {
  const canvas = await show({ shape }, 0.9);
  await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(least));
});

test.each([
  ['bars', 0.2],
  ['wave', 0.1],
  // With the ring of who listens.
  ['orb', 0.53],
  ['ring', 0.25],
  ['grid', 0.15],
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

const nextFrame = (): Promise<unknown> => new Promise((settle) => requestAnimationFrame(settle));

/** Counts how often a canvas is drawn. */
function watchDrawings(): { readonly count: number } {
  const spy = vi.spyOn(CanvasRenderingContext2D.prototype, 'clearRect');
  onTestFinished(() => spy.mockRestore());
  return {
    get count() {
      return spy.mock.calls.length;
    },
  };
}

/** How often a second something happens, over 40 frames. A busy machine makes it less. */
async function rateOf(counter: { readonly count: number }): Promise<number> {
  const [before, since] = [counter.count, performance.now()];
  for (let frame = 0; frame < 40; frame += 1) await nextFrame();
  return ((counter.count - before) * 1000) / (performance.now() - since);
}

test.each(shapes)('%s in silence are drawn no more and ask for no frame', async (shape) => {
  const drawings = watchDrawings();
  const frames = watchFrames();
  const canvas = await show({ shape }, 0);
  await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.001));
  await vi.waitFor(async () => {
    expect(await rateOf(drawings)).toBe(0);
    expect(frames.waiting).toBe(0);
  }, 10_000);
});

test.each(shapes)('%s of a noisy room are drawn 30 times a second at most', async (shape) => {
  const drawings = watchDrawings();
  const canvas = await show({ shape }, restless());
  await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.001));
  await vi.waitFor(async () => expect(await rateOf(drawings)).toBeGreaterThan(0));
  expect(await rateOf(drawings)).toBeLessThan(30);
});

test.each(shapes)(
  '%s of who is muted fade out, and then nothing is read or drawn',
  async (shape) => {
    const drawings = watchDrawings();
    const frames = watchFrames();
    let readings = 0;
    const sound = restless();
    const canvas = await show({ shape, participant: 'user' }, () => (readings += 1) && sound());
    await vi.waitFor(() => expect(drawings.count).toBeGreaterThan(5));
    const loud = canvas.toDataURL();
    await userEvent.click(document.querySelector('.vv-mute') as Element);
    await vi.waitFor(() => expect(frames.waiting).toBe(0), 10_000);
    const before = readings;
    expect(await rateOf(drawings)).toBe(0);
    expect(readings).toBe(before);
    expect(canvas.toDataURL()).not.toBe(loud);
  },
);

test('a microphone’s picture that stands still shows nothing of the assistant', async () => {
  onTestFinished(() => preferMotion('no-preference'));
  await preferMotion('reduce');
  const { screen, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <AudioVisualizer participant="user" />
      <AudioVisualizer participant="assistant" />
    </>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toBeVisible();
  const chat = await nextChat();
  chat.say('Good morning.');
  const [mine, theirs] = [...screen.container.querySelectorAll('canvas')];
  await vi.waitFor(() => expect(painted(theirs as HTMLCanvasElement)).toBeGreaterThan(0.2));
  expect(painted(mine as HTMLCanvasElement)).toBeLessThan(0.2);
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

/** Density of the screen; all else as it is. */
function withDensity(density: number): void {
  const own = Object.getOwnPropertyDescriptor(window, 'devicePixelRatio') as PropertyDescriptor;
  Object.defineProperty(window, 'devicePixelRatio', { ...own, get: () => density });
  onTestFinished(() => void Object.defineProperty(window, 'devicePixelRatio', own));
}

/** Counts what goes wrong outside of React, as in an animation frame. */
function watchErrors(): (event: ErrorEvent) => void {
  const failed = vi.fn((event: ErrorEvent) => event.preventDefault());
  window.addEventListener('error', failed);
  onTestFinished(() => window.removeEventListener('error', failed));
  return failed;
}

test.each(shapes)('%s of any size, density and sound can be drawn', async (shape) => {
  const failed = watchErrors();
  let turn = 0;
  const canvas = await show({ shape }, () => [0, 1, 7, Number.NaN][(turn += 1) % 4] ?? 0);
  for (const density of [1, 0, Number.NaN, 0.25, 1000]) {
    withDensity(density);
    for (const [width, height] of [
      [1, 1],
      [2, 2],
      [1, 200],
      [200, 1],
      [0.4, 0.4],
      [0, 50],
      [40_000, 3],
    ]) {
      canvas.style.inlineSize = `${width}px`;
      canvas.style.blockSize = `${height}px`;
      for (let frame = 0; frame < 3; frame += 1) await nextFrame();
      expect(Math.max(canvas.width, canvas.height)).toBeLessThanOrEqual(4096);
    }
  }
  expect(canvas.isConnected).toBe(true);
  expect(failed).not.toHaveBeenCalled();
});

test('pictures that come up as small as a pixel take no page down', async () => {
  const failed = watchErrors();
  const sizes = ['0', '1px', '2px', '3px'];
  const screen = await render(
    <VoiceProvider>
      {shapes.flatMap((shape) =>
        sizes.map((size) => (
          <AudioVisualizer
            key={shape + size}
            shape={shape}
            style={{ inlineSize: size, blockSize: size }}
          />
        )),
      )}
    </VoiceProvider>,
  );
  await nextFrame();
  await nextFrame();
  expect(screen.container.querySelectorAll('canvas')).toHaveLength(shapes.length * sizes.length);
  expect(failed).not.toHaveBeenCalled();
});

test('in a window of its own it is in view there, and takes that one’s frames and density', async () => {
  const other = window.open('', '', 'popup,width=300,height=300');
  if (!other) throw new Error('The browser opens no window.');
  onTestFinished(() => other.close());
  Object.defineProperty(other, 'devicePixelRatio', { value: 3 });
  const evi = scriptedEvi();
  const undo = [listen(evi), fakeMicrophone().undo, fakeAudio({ loudness: restless() }).undo];
  onTestFinished(() => undo.forEach((step) => step()));
  const screen = await render(
    <VoiceProvider url={evi.url} thread="main">
      <ConnectButton />
      {createPortal(
        <AudioVisualizer style={{ inlineSize: '80px', blockSize: '40px', color: 'teal' }} />,
        other.document.body,
      )}
    </VoiceProvider>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toBeVisible();
  const canvas = other.document.querySelector('canvas') as HTMLCanvasElement;
  await vi.waitFor(() => expect(canvas.width).toBe(240));
  const first = canvas.toDataURL();
  await vi.waitFor(() => expect(canvas.toDataURL()).not.toBe(first));
});

/** How opaque each point is, whatever its colour. */
function ink(canvas: HTMLCanvasElement): Uint8ClampedArray {
  const { data } =
    canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ??
    expect.fail('It was not drawn.');
  return data.filter((_, index) => index % 4 === 3);
}

/** Share of the points that are opaque in the one and not in the other. */
function difference(one: HTMLCanvasElement, other: HTMLCanvasElement): number {
  const [first, second] = [ink(one), ink(other)];
  return (
    first.filter((value, index) => value > 100 !== (second[index] ?? 0) > 100).length / first.length
  );
}

const told = [
  'connecting',
  'listening',
  'userSpeaking',
  'thinking',
  'speaking',
  'muted',
  'paused',
  'typing',
] as const;

test.each(['orb', 'ring'] as const)(
  'each state of the %s is told apart without colour, and stands still under reduced motion',
  async (shape) => {
    await preferMotion('reduce');
    onTestFinished(() => preferMotion('no-preference'));
    const screen = await render(
      <div style={{ color: 'black' }}>
        {told.map((state) => (
          <AudioVisualizer key={state} shape={shape} state={state} level={0.5} />
        ))}
      </div>,
    );
    const pictures = [...screen.container.querySelectorAll('canvas')];
    await vi.waitFor(() => expect(pictures.every((one) => painted(one) > 0.02)).toBe(true));
    for (const one of pictures)
      for (const other of pictures)
        if (one !== other)
          expect
            .soft(difference(one, other), `${one.dataset['state']}, ${other.dataset['state']}`)
            .toBeGreaterThan(0.01);
    expect(pictures).toHaveLength(told.length);
    const before = pictures.map((one) => one.toDataURL());
    for (let frame = 0; frame < 10; frame += 1) await new Promise(requestAnimationFrame);
    expect(pictures.every((one, index) => one.toDataURL() === before[index])).toBe(true);
  },
);

test.each(['orb', 'ring'] as const)(
  'a waiting %s moves without any sound, without a provider',
  async (shape) => {
    const screen = await render(<AudioVisualizer shape={shape} state="connecting" />);
    const canvas = screen.container.querySelector('canvas') ?? expect.fail('no canvas');
    await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.02));
    const before = canvas.toDataURL();
    await vi.waitFor(() => expect(canvas.toDataURL() === before).toBe(false));
  },
);

test('a level of the app’s own is read in each frame and drawn, and one that is no more is not', async () => {
  let level = 0.9;
  const read = vi.fn(() => level);
  const screen = await render(<AudioVisualizer state="speaking" level={read} />);
  const canvas = screen.container.querySelector('canvas') ?? expect.fail('no canvas');
  await vi.waitFor(() => expect(painted(canvas)).toBeGreaterThan(0.3));
  level = 0;
  await vi.waitFor(() => expect(painted(canvas)).toBeLessThan(0.15));
  await screen.unmount();
  const calls = read.mock.calls.length;
  for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
  expect(read).toHaveBeenCalledTimes(calls);
});
