import { act, fireEvent, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import type { Stage } from '../../test/support/stage.tsx';
import { useMicrophone } from '../index.ts';
import { ConnectionStatus } from './ConnectionStatus.tsx';
import { MuteButton } from './MuteButton.tsx';
import { PushToTalkButton } from './PushToTalkButton.tsx';

function Microphone(): ReactNode {
  const { state, muted } = useMicrophone();
  return <output>{muted ? 'muted' : state}</output>;
}

async function talkStage(): Promise<Stage> {
  const world = stage(
    <>
      <PushToTalkButton />
      <Microphone />
      <input aria-label="Text" />
    </>,
    { pushToTalk: true },
  );
  await world.call();
  await expect.poll(microphone).toBe('muted');
  return world;
}

function withHidden(task: () => void): void {
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  task();
  hidden.mockRestore();
}

const button = (): HTMLElement => screen.getByRole('button', { name: /^Hold to talk/ });
const microphone = (): string | null => screen.getByRole('status').textContent;

async function expectTalking(talking: boolean): Promise<void> {
  expect(button().dataset['state']).toBe(talking ? 'talking' : 'ready');
  expect(button().getAttribute('aria-pressed')).toBe(String(talking));
  await expect.poll(microphone).toBe(talking ? 'live' : 'muted');
}

test('without a call it is of no use', () => {
  stage(<PushToTalkButton />);
  fireEvent.pointerDown(button(), { button: 0 });
  expect([button().dataset['state'], button().ariaDisabled]).toEqual(['off', 'true']);
});

test('it talks while a pointer holds it', async () => {
  await talkStage();
  fireEvent.pointerDown(button(), { button: 0 });
  await expectTalking(true);
  fireEvent.pointerUp(button());
  await expectTalking(false);
  fireEvent.pointerDown(button(), { button: 2 });
  await expectTalking(false);
});

test.each(['Space', 'Enter'])('it talks while %s is held on it', async (code) => {
  await talkStage();
  button().focus();
  fireEvent.keyDown(button(), { code });
  fireEvent.keyDown(button(), { code, repeat: true });
  await expectTalking(true);
  fireEvent.keyUp(button(), { code });
  await expectTalking(false);
});

test('the key talks from anywhere on the page, but not while somebody types', async () => {
  await talkStage();
  fireEvent.keyDown(document.body, { code: 'Space' });
  await expectTalking(true);
  fireEvent.keyUp(document.body, { code: 'Space' });
  await expectTalking(false);
  fireEvent.keyDown(screen.getByRole('textbox'), { code: 'Space' });
  await expectTalking(false);
  fireEvent.keyDown(document.body, { code: 'Space', ctrlKey: true });
  await expectTalking(false);
});

test('another window lets go', async () => {
  await talkStage();
  fireEvent.keyDown(document.body, { code: 'Space' });
  await expectTalking(true);
  fireEvent.blur(window);
  await expectTalking(false);
});

const holds: Readonly<Record<string, () => unknown>> = {
  'the key of the page': () => fireEvent.keyDown(document.body, { code: 'Space' }),
  'the button’s own key': () => fireEvent.keyDown(button(), { code: 'Enter' }),
  'a pointer': () => fireEvent.pointerDown(button(), { button: 0, pointerId: 7 }),
};

/** What takes a release away from the page, or is one that the page keeps to itself. */
const losses: readonly (readonly [string, RegExp, () => unknown])[] = [
  [
    'Meta, while which a Mac tells of no other key',
    /key/,
    () => fireEvent.keyDown(document.body, { key: 'Meta', code: 'MetaLeft', metaKey: true }),
  ],
  [
    'a hidden page',
    /./,
    () => withHidden(() => fireEvent(document, new Event('visibilitychange'))),
  ],
  ['alert()', /./, () => window.alert('!')],
  ['confirm()', /./, () => window.confirm('?')],
  ['prompt()', /./, () => window.prompt('?')],
  ['printing', /./, () => fireEvent(window, new Event('beforeprint'))],
  ['a question before leaving', /./, () => fireEvent(window, new Event('beforeunload'))],
  ['a menu of the browser’s', /key/, () => fireEvent.contextMenu(document.body)],
  ['a drag', /key/, () => fireEvent.dragStart(document.body)],
  [
    'a release that the page keeps to itself',
    /./,
    () => {
      const keep = (event: Event): void => event.stopPropagation();
      const types = ['keyup', 'pointerup'];
      for (const type of types) document.documentElement.addEventListener(type, keep, true);
      fireEvent.keyUp(document.body, { code: 'Space' });
      fireEvent.keyUp(document.body, { code: 'Enter' });
      fireEvent.pointerUp(document.body, { pointerId: 7 });
      for (const type of types) document.documentElement.removeEventListener(type, keep, true);
    },
  ],
];

test.each(
  losses.flatMap(([what, which, lose]) =>
    Object.keys(holds)
      .filter((by) => which.test(by))
      .map((by) => [what, by, lose] as const),
  ),
)('%s lets go of what %s holds', async (_, by, lose) => {
  const names = ['alert', 'confirm', 'prompt'] as const;
  for (const name of names) vi.stubGlobal(name, vi.fn());
  onTestFinished(() => void vi.unstubAllGlobals());
  const own = names.map((name) => window[name]);
  await talkStage();
  act(() => void holds[by]?.());
  await expectTalking(true);
  act(() => void lose());
  await expectTalking(false);
  expect(names.map((name) => window[name])).toEqual(own);
});

test('a finger elsewhere lets go of nothing', async () => {
  await talkStage();
  fireEvent.pointerDown(button(), { button: 0, pointerId: 7 });
  fireEvent.pointerUp(document.body, { pointerId: 8 });
  await expectTalking(true);
});

test.each([
  ['with Meta', { metaKey: true }],
  ['that an input method has', { isComposing: true }],
  ['that Safari’s input method had', { keyCode: 229 }],
])('a key %s holds nothing', async (_, more) => {
  await talkStage();
  fireEvent.keyDown(document.body, { code: 'Space', ...more });
  fireEvent.keyDown(button(), { code: 'Enter', ...more });
  await expectTalking(false);
});

test('a finger and a key hold together', async () => {
  await talkStage();
  fireEvent.pointerDown(button(), { button: 0 });
  fireEvent.keyDown(document.body, { code: 'Space' });
  fireEvent.pointerUp(button());
  await expectTalking(true);
  fireEvent.keyUp(document.body, { code: 'Space' });
  await expectTalking(false);
});

test('a click of assistive technology holds until the next one', async () => {
  await talkStage();
  fireEvent.click(button(), { detail: 0 });
  await expectTalking(true);
  fireEvent.click(button(), { detail: 0 });
  await expectTalking(false);
});

test.each([
  ['onPointerDown', (): unknown => fireEvent.pointerDown(button(), { button: 0 })],
  ['onKeyDown', (): unknown => fireEvent.keyDown(button(), { code: 'Space' })],
  ['onClick', (): unknown => fireEvent.click(button(), { detail: 0 })],
])('the app’s %s comes first and may prevent ours', async (name, act) => {
  const theirs = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { call } = stage(<PushToTalkButton {...{ [name]: theirs }} />, { pushToTalk: true });
  await call();
  act();
  expect(theirs).toHaveBeenCalledTimes(1);
  expect(button().dataset['state']).toBe('ready');
});

test('the key works right after a click on a button, such as the one that began the call', async () => {
  const { call } = stage(
    <>
      <PushToTalkButton />
      <Microphone />
      <input type="checkbox" />
    </>,
    { pushToTalk: true },
  );
  const begin = screen.getByRole('button', { name: 'Start talking' });
  fireEvent.pointerDown(begin);
  // Without a call it is the button's.
  expect(fireEvent.keyDown(begin, { code: 'Space' })).toBe(true);
  expect(fireEvent.keyUp(begin, { code: 'Space' })).toBe(true);
  // It clicks there.
  await call();
  await expect.poll(microphone).toBe('muted');
  for (let times = 0; times < 2; times += 1) {
    fireEvent.keyDown(begin, { code: 'Space' });
    await expectTalking(true);
    // Nothing is pressed by the key that goes up.
    expect(fireEvent.keyUp(begin, { code: 'Space' })).toBe(false);
    await expectTalking(false);
  }
  // Who goes on by keys means the button.
  fireEvent.keyDown(begin, { code: 'Tab' });
  fireEvent.keyDown(begin, { code: 'Space' });
  await expectTalking(false);
  const field = screen.getByRole('checkbox');
  fireEvent.pointerDown(field);
  fireEvent.keyDown(field, { code: 'Space' });
  await expectTalking(false);
});

test('with no shortcut the key of the page is the page’s own', async () => {
  const { call } = stage(<PushToTalkButton shortcut={null} />, { pushToTalk: true });
  await call();
  fireEvent.keyDown(document.body, { code: 'Space' });
  expect(button().dataset['state']).toBe('ready');
});

test.each([
  ['Space', 'Space'],
  ['KeyT', 'T'],
  ['Digit1', '1'],
  ['F8', 'F8'],
  [null, null],
])('the shortcut %s is told to assistive technology as %s', (shortcut, told) => {
  stage(<PushToTalkButton shortcut={shortcut} />);
  expect(
    screen.getByRole('button', { name: 'Hold to talk' }).getAttribute('aria-keyshortcuts'),
  ).toBe(told);
});

test('in a call without a microphone it turns one on, and the page says what it is', async () => {
  const world = stage(
    <>
      <PushToTalkButton />
      <MuteButton />
      <ConnectionStatus data-testid="status" />
    </>,
    { pushToTalk: true, answer: 'denied' },
  );
  const { user, evi, microphone } = world;
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  await user.click(await screen.findByRole('button', { name: 'Type instead' }));
  await evi.nextChat();
  const status = screen.getByTestId('status');
  await expect.poll(() => status.dataset['activity']).toBe('typing');
  expect(status.textContent).toContain('Your microphone is off.');
  // The notice, the mute button and this one.
  const all = screen.getAllByRole('button', { name: 'Turn on microphone' });
  expect(all).toHaveLength(3);
  const talk = all.find(({ className }) => className.includes('vv-talk'));
  expect([talk?.dataset['state'], talk?.getAttribute('aria-pressed')]).toEqual(['off', null]);
  fireEvent.keyDown(document.body, { code: 'Space' });
  expect(talk?.dataset['state']).toBe('off');
  microphone.answer('granted');
  if (talk) await user.click(talk);
  await expect.poll(() => button().dataset['state']).toBe('ready');
  expect(status.dataset['activity']).toBe('muted');
  fireEvent.pointerDown(button(), { button: 0 });
  await expect.poll(() => status.dataset['activity']).toBe('listening');
});

test('one that was taken away is nothing to talk into', async () => {
  const { script, microphone } = await talkStage();
  fireEvent.pointerDown(button(), { button: 0 });
  await script(() => microphone.revoke());
  await expect
    .poll(() => [button().dataset['state'], button().ariaDisabled])
    .toEqual(['off', 'true']);
});

test('so does a page whose calls all begin without one', async () => {
  const page = (
    <>
      <PushToTalkButton />
      <ConnectionStatus data-testid="status" />
    </>
  );
  const { call, user } = stage(page, { pushToTalk: true, microphone: false });
  await call();
  const status = screen.getByTestId('status');
  expect(status.dataset['activity']).toBe('typing');
  const [talk] = screen.getAllByRole('button', { name: 'Turn on microphone' });
  if (talk) await user.click(talk);
  await expect.poll(() => button().dataset['state']).toBe('ready');
  expect(status.dataset['activity']).toBe('muted');
});
