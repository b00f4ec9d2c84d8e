import { fireEvent, screen } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  ConnectionStatus,
  MuteButton,
  TextInput,
  Transcript,
  VolumeSlider,
  useAudioLevel,
} from '../../src/index.ts';
import { stage } from '../support/stage.tsx';
import type { Stage } from '../support/stage.tsx';

const page = (
  <>
    <ConnectionStatus />
    <Transcript />
    <TextInput />
  </>
);

const press = ({ user }: Stage, name: string): Promise<void> =>
  user.click(screen.getByRole('button', { name }));

async function complaint(): Promise<string | null> {
  // Sound that does not begin is no complaint before a second has passed: its device may be slow.
  return (await screen.findByRole('alert', {}, { timeout: 3000 })).textContent;
}

/** Whatever went wrong: no microphone, no context and no socket may be left. */
async function expectNothingOpen({ microphone, audio, evi }: Stage): Promise<void> {
  await expect.poll(() => [microphone.live, audio.openContexts]).toEqual([0, 0]);
  for (const chat of evi.chats) await chat.ended;
}

test.each([
  ['denied', /Microphone access is blocked.*Allow it/],
  ['dismissed', /Microphone access is blocked.*Allow it/],
  ['missing', /No microphone found.*Connect one/],
  ['busy', /Another app is using your microphone/],
  ['unsupported', /Voice isn’t available here.*HTTPS/],
] as const)('a microphone that is %s is said in words', async (answer, words) => {
  const world = stage(page, { answer });
  await press(world, 'Start talking');
  expect(await complaint()).toMatch(words);
  expect(screen.getByRole('button', { name: 'Start talking' })).toBeTruthy();
  await expectNothingOpen(world);
});

test('a microphone that is pulled out is said, and typing goes on', async () => {
  const world = stage(page);
  const chat = await world.call();
  await world.script(() => world.microphone.unplug());
  await screen.findByText(/Microphone disconnected\. Reconnect it/);
  expect(screen.getByText('Muted')).toBeTruthy();
  await world.user.type(screen.getByRole('textbox'), 'still here{Enter}');
  expect((await chat.next('user_input')).text).toBe('still here');
});

test('a server that is not there is said, and a second attempt may do', async () => {
  const world = stage(page);
  world.evi.refuse();
  await press(world, 'Start talking');
  expect(await complaint()).toMatch(/^Can’t reach the voice server/);
  await expectNothingOpen(world);
  world.evi.refuse(false);
  await world.call();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a server that answers and says nothing is given up', async () => {
  const world = stage(page, { onChat: () => undefined, connectTimeout: 50 });
  await press(world, 'Start talking');
  expect(await complaint()).toMatch(/Check your network/);
  await expectNothingOpen(world);
});

test('a server that says goodbye before it said anything is said', async () => {
  const world = stage(page, { onChat: (chat) => chat.close(1000) });
  await press(world, 'Start talking');
  expect(await complaint()).toMatch(/ended unexpectedly|^Can’t reach/);
  await expectNothingOpen(world);
});

test('a line that goes in the middle is said until it is back, and what was said stays', async () => {
  const world = stage(page, { reconnect: { nextDelay: () => 60_000 } });
  const chat = await world.call();
  await world.script(() => chat.hear('my words'));
  await world.script(() => chat.drop());
  await screen.findByText(/Connection lost\. Reconnecting/);
  await world.script(() => void dispatchEvent(new Event('online')));
  await vi.waitFor(() => expect(screen.queryByText(/Connection lost/)).toBeNull());
  expect(screen.getByText('my words')).toBeTruthy();
});

test('a line that stays away is said, and what was said stays', async () => {
  const world = stage(page, { reconnect: false });
  const chat = await world.call();
  await world.script(() => chat.hear('my words'));
  await world.script(() => chat.drop());
  expect(await complaint()).toMatch(/^No connection/);
  expect(screen.getByText('my words')).toBeTruthy();
  await expectNothingOpen(world);
});

const malformed: [string, string | Uint8Array<ArrayBuffer>][] = [
  ['invalid JSON', '{"type":'],
  ['JSON that is no object', '[1,2]'],
  ['a known type with a wrong field', '{"type":"user_message","message":7}'],
  [
    'scores that are none',
    '{"type":"assistant_prosody","id":"a","models":{"prosody":{"scores":{"Joy":"x"}}}}',
  ],
  ['audio with broken base64', '{"type":"audio_output","id":"a","index":0,"data":"%%%"}'],
  [
    'audio that is no WAV',
    `{"type":"audio_output","id":"a","index":0,"data":"${btoa('not a wav file at all, is it')}"}`,
  ],
  ['empty audio', '{"type":"audio_output","id":"a","index":0,"data":""}'],
  ['bytes', new Uint8Array([1, 2, 3])],
];

test.each(malformed)('%s is said, and the conversation goes on', async (_, frame) => {
  const world = stage(page);
  const chat = await world.call();
  await world.script(() => chat.sendRaw(frame));
  expect(await complaint()).toMatch(/went wrong on the voice server/);
  await world.script(() => chat.hear('and on'));
  expect(screen.getByText('and on')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Hang up' })).toBeTruthy();
});

test('a message of an unknown type is no fault', async () => {
  const world = stage(page);
  const chat = await world.call();
  await world.script(() => chat.sendRaw('{"type":"from_the_future","x":1}'));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('what the server reports as a disruption is said, and the conversation goes on', async () => {
  const world = stage(page);
  const chat = await world.call();
  await world.script(() => chat.fail('out_of_words', 'No words left.'));
  expect(await complaint()).toMatch(/went wrong on the voice server/);
  expect(screen.getByRole('button', { name: 'Hang up' })).toBeTruthy();
});

test('100 kB of text are shown whole', async () => {
  const world = stage(page);
  const chat = await world.call();
  const long = 'x'.repeat(100_000);
  await world.script(() => chat.hear(long, { fromText: true }));
  expect(screen.getByText((text) => text.startsWith(long))).toBeTruthy();
});

test('pressing twice while it connects is connect and hang up, and once more connects', async () => {
  const world = stage(page, { answer: 'asking' });
  await press(world, 'Start talking');
  await press(world, 'Cancel');
  await screen.findByRole('button', { name: 'Start talking' });
  world.microphone.answer('granted');
  await expectNothingOpen(world);
  await world.call();
  expect(world.evi.chats).toHaveLength(1);
  expect(world.microphone.live).toBe(1);
});

test('sound that the browser holds back is said, with what to do', async () => {
  const world = stage(page, { audio: { state: 'suspended' } });
  await world.call();
  await screen.findByText(/has paused sound/, {}, { timeout: 3000 });
  expect(screen.getByRole('button', { name: 'Turn sound on' })).toBeTruthy();
});

test('worklets that the page refuses are said', async () => {
  const world = stage(page, { audio: { blockWorklets: true } });
  await press(world, 'Start talking');
  expect(await complaint()).toMatch(/security policy/);
  await expectNothingOpen(world);
});

test('a browser without sound is said', async () => {
  const world = stage(page);
  world.audio.undo();
  await press(world, 'Start talking');
  expect(await complaint()).toMatch(/current browser/);
  expect(world.microphone.requests).toEqual([]);
});

/** What is thrown to nobody, as a browser reports it. */
function reportedErrors(): string[] {
  const reported: string[] = [];
  const report = (event: ErrorEvent): void => {
    event.preventDefault();
    reported.push(event.message);
  };
  window.addEventListener('error', report);
  onTestFinished(async () => {
    // The page is gone by now, but what was thrown last in it may wait for a frame of its own.
    await new Promise(requestAnimationFrame);
    window.removeEventListener('error', report);
  });
  return reported;
}

const thrower = (words: string) => (): never => {
  throw new Error(words);
};

test('an app’s handler that throws is reported, and the button and the call go on', async () => {
  const reported = reportedErrors();
  const world = stage(
    <>
      {page}
      <MuteButton onClick={thrower('of a click')} />
      <VolumeSlider onValueChange={thrower('of a volume')} />
    </>,
  );
  await world.call();
  await world.user.click(screen.getByRole('button', { name: 'Mute microphone' }));
  await world.script(
    () => void fireEvent.change(screen.getByRole('slider'), { target: { value: '0.5' } }),
  );
  // React 18 reports each of them twice while one develops.
  expect([...new Set(reported)]).toEqual([
    expect.stringMatching('of a click'),
    expect.stringMatching('of a volume'),
  ]);
  expect(screen.getByRole('button', { name: 'Hang up' })).toBeTruthy();
  expect(screen.getByRole('slider')).toMatchObject({ value: '0.5' });
  // What the button is for is done all the same.
  expect(screen.getByRole('button', { name: 'Mute microphone' }).ariaPressed).toBe('true');
});

test('a drawing that throws in each frame is reported, and the frames go on', async () => {
  const reported = reportedErrors();
  function Meter(): null {
    useAudioLevel({ onFrame: thrower('of a frame') });
    return null;
  }
  const world = stage(
    <>
      {page}
      <Meter />
    </>,
    { audio: { loudness: 0.5 } },
  );
  const chat = await world.call();
  await vi.waitFor(() => expect(reported.length).toBeGreaterThan(3));
  await world.script(() => chat.hear('and on'));
  expect(screen.getByText('and on')).toBeTruthy();
});
