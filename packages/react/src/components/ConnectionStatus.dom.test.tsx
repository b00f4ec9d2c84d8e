import { act, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { settle, stage } from '../../test/support/stage.tsx';
import { ConnectButton, VoiceProvider, english, useVoice } from '../index.ts';
import { german } from '../provider/labels/german.ts';
import { ConnectionStatus } from './ConnectionStatus.tsx';
import { Transcript } from './Transcript.tsx';

const root = (): HTMLElement => screen.getByTestId('status');
const announced = (): string | null => screen.getByRole('status').textContent;
const page = <ConnectionStatus data-testid="status" />;

test('the line is announced, who has the word is only shown', async () => {
  const { call, script } = stage(page);
  expect(announced()).toBe('Not connected');
  const chat = await call();
  expect(announced()).toBe('Connected');
  expect(root().dataset).toMatchObject({ state: 'connected', activity: 'listening' });
  expect(root().textContent).toContain('Listening');
  await script(() => chat.hear('hello'));
  expect(root().dataset['activity']).toBe('thinking');
  expect(root().textContent).toContain('Thinking');
  expect(announced()).toBe('Connected');
});

test('a call that the server ends says who ended it', async () => {
  const { call, script } = stage(page);
  const chat = await call();
  await script(() => chat.close(1000));
  expect(announced()).toBe('The assistant ended the call');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('an error is an alert that says what to do, and can be put away', async () => {
  const { user, container } = stage(page, { answer: 'denied' });
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(/Microphone access is blocked\. Allow it/);
  expect(alert.dataset['reason']).toBe('microphone-denied');
  expect(await violations(container)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(announced()).toBe('Microphone unavailable');
});

test.each(['denied', 'dismissed', 'blocked', 'missing', 'busy', 'unsupported'] as const)(
  'with a microphone that is %s one may type instead, and try it again later',
  async (answer) => {
    const { user, microphone, evi, script, container } = stage(page, { answer });
    await user.click(screen.getByRole('button', { name: 'Start talking' }));
    await user.click(await screen.findByRole('button', { name: 'Type instead' }));
    await screen.findByText('Microphone off');
    const chat = await evi.nextChat();
    expect(await violations(container)).toEqual([]);
    await script(() => chat.hear('hello', { fromText: true }));
    await script(() => chat.endTurn());
    if (answer === 'unsupported') return;
    microphone.answer('granted');
    await user.click(screen.getByRole('button', { name: 'Turn on microphone' }));
    await screen.findByText('Listening');
    expect(microphone.live).toBe(1);
  },
);

test('on a page without worklets, as one that is not secure, one may type as well', async () => {
  const { user, evi } = stage(page, { audio: { blockWorklets: true } });
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  await user.click(await screen.findByRole('button', { name: 'Type instead' }));
  await screen.findByText('Microphone off');
  await evi.nextChat();
});

test('a conversation that the server does not know any more is begun anew, and that is said until it is put away', async () => {
  const { call, script, user, evi, container } = stage(
    <>
      {page}
      <Transcript />
    </>,
    {
      reconnect: { nextDelay: () => 0 },
      onChat: (chat) => {
        if (!chat.query.has('resumed_chat_group_id')) {
          chat.greet({ chatGroupId: `group-${Math.random()}` });
          return;
        }
        chat.fail('chat_group_not_found', 'No such group.');
        // Not before it has opened.
        setTimeout(() => chat.close(1008));
      },
    },
  );
  const chat = await call();
  await script(() => chat.hear('before'));
  await script(() => chat.drop());
  await evi.nextChat();
  const next = await evi.nextChat();
  const said = 'The earlier conversation couldn’t be continued. This is a new one.';
  await expect.poll(() => screen.getAllByText(said)).toHaveLength(2);
  expect(screen.queryByRole('alert')).toBeNull();
  await script(() => next.hear('after'));
  const lines = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(lines).toEqual(['Youbefore', said, 'Youafter']);
  expect(await violations(container)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.getAllByText(said)).toHaveLength(1);
});

test('another call keeps what was said before it above a divider', async () => {
  const { call, script, user } = stage(<Transcript />, {
    onChat: (chat) => chat.greet({ chatGroupId: `group-${Math.random()}` }),
  });
  const chat = await call();
  await script(() => chat.hear('before'));
  await user.click(screen.getByRole('button', { name: 'Hang up' }));
  await call();
  await screen.findByText('New call');
  expect(screen.getByText('before')).toBeTruthy();
});

test('a new attempt puts the error away', async () => {
  const { user, microphone } = stage(page, { answer: 'denied' });
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  await screen.findByRole('alert');
  microphone.answer('granted');
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  await screen.findByText('Listening');
  expect(screen.queryByRole('alert')).toBeNull();
});

/** A click without a pointer, as assistive technology makes it: the page itself takes no pointer or key for a gesture. */
const press = (name: string): void => screen.getByRole('button', { name }).click();

test('a microphone that is not allowed any more is said, with a button that asks for it again', async () => {
  const { call, script, microphone, container } = stage(<ConnectionStatus />);
  await call();
  await script(() => microphone.revoke());
  await screen.findByText(/Microphone access is blocked\. Allow it in the address bar/);
  expect(await violations(container)).toEqual([]);
  microphone.answer('granted');
  await act(settle);
  const asked = microphone.requests.length;
  expect([microphone.live, screen.queryByText(/Microphone access is blocked/) !== null]).toEqual([
    0,
    true,
  ]);
  await script(() => press('Try again'));
  await expect.poll(() => microphone.live).toBe(1);
  expect(microphone.requests).toHaveLength(asked + 1);
  await expect.poll(() => screen.queryByText(/Microphone access is blocked/)).toBeNull();
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('asking again may be refused again, and the button stays', async () => {
  const { call, script, microphone } = stage(<ConnectionStatus />);
  await call();
  await script(() => microphone.revoke());
  await screen.findByText(/Microphone access is blocked/);
  const asked = microphone.requests.length;
  await script(() => press('Try again'));
  await expect.poll(() => microphone.requests.length).toBe(asked + 1);
  await screen.findByRole('button', { name: 'Try again' });
  expect(screen.getByText(/Microphone access is blocked/).getAttribute('role')).toBe('status');
});

test('what the state says itself is not said again as an error, and what it does not say is', async () => {
  const { call, script, microphone, audio } = stage(<ConnectionStatus />);
  const chat = await call();
  await script(() => microphone.revoke());
  await screen.findByText(/Microphone access is blocked/);
  expect(screen.queryByRole('alert')).toBeNull();
  await script(() => chat.fail('inference_error', 'The model is gone.'));
  expect((await screen.findByRole('alert')).dataset['reason']).toBe('server-error');
  await script(() => audio.become('interrupted'));
  await screen.findByText(/Another app is using audio/);
  expect(screen.getByRole('alert').dataset['reason']).toBe('server-error');
});

test('in the place of a microphone that was pulled out the button asks for another', async () => {
  const { call, script, microphone } = stage(<ConnectionStatus />);
  await call();
  await script(() => microphone.unplug());
  await screen.findByText(/Microphone disconnected\. Reconnect it/);
  await script(() => microphone.plug('Another'));
  expect(microphone.live).toBe(0);
  await script(() => press('Try again'));
  await expect.poll(() => screen.queryByText(/Microphone disconnected/)).toBeNull();
  expect(microphone.live).toBe(1);
});

test('a page that is kept silent says so, with a button that lets sound through', async () => {
  const { call, script, audio } = stage(<ConnectionStatus />, { audio: { state: 'suspended' } });
  await call();
  await screen.findByText(
    'Your browser has paused sound. Click anywhere to turn it on.',
    undefined,
    { timeout: 4000 },
  );
  const resumed = vi.spyOn(AudioContext.prototype, 'resume').mockImplementation(async () => {
    audio.become('running');
  });
  onTestFinished(() => resumed.mockRestore());
  await act(settle);
  expect(resumed).not.toHaveBeenCalled();
  await script(() => press('Turn sound on'));
  expect(resumed).toHaveBeenCalledTimes(1);
  await expect
    .poll(() => screen.queryByText('Your browser has paused sound. Click anywhere to turn it on.'))
    .toBeNull();
  expect(screen.queryByRole('button', { name: 'Turn sound on' })).toBeNull();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('sound that another app took is said, and needs no button', async () => {
  const { call, script, audio } = stage(<ConnectionStatus />);
  await call();
  await script(() => audio.become('interrupted'));
  await screen.findByText(/Another app is using audio/);
  expect(screen.queryByRole('button', { name: 'Turn sound on' })).toBeNull();
  await script(() => audio.become('running'));
  await expect.poll(() => screen.queryByText(/Another app is using audio/)).toBeNull();
});

test('a lost line is said, in German too', async () => {
  const policy = { nextDelay: () => 60_000 };
  const { call, script } = stage(<ConnectionStatus />, { reconnect: policy, labels: german });
  const chat = await call();
  await script(() => chat.drop());
  await screen.findByText('Verbindung verloren. Wird wiederhergestellt …');
});

test.each([1012, 1013])(
  'a line that is lost by %i says that it is tried again until it is back',
  async (code) => {
    const { call, script } = stage(page, { reconnect: { nextDelay: () => 60_000 } });
    const chat = await call();
    await script(() => chat.close(code));
    await screen.findByText(/Reconnecting…/);
    expect(root().dataset['state']).toBe('reconnecting');
    // Nobody has to connect again: it is being done.
    expect(screen.queryByRole('alert')).toBeNull();
    await script(() => void dispatchEvent(new Event('online')));
    await screen.findByText('Listening');
    expect(screen.queryByRole('alert')).toBeNull();
  },
);

test('whoever hangs up on a lost line is told no more that it was lost', async () => {
  const { call, script, user } = stage(page, { reconnect: { nextDelay: () => 60_000 } });
  const chat = await call();
  await script(() => chat.drop());
  await user.click(await screen.findByRole('button', { name: 'Hang up' }));
  await screen.findByText('Call ended');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a microphone that gives way to another is said until it is put away, and not in the next call', async () => {
  const { call, script, user, microphone, container } = stage(page, {
    microphoneId: 'id of Headset',
  });
  microphone.plug('Headset');
  await call();
  await script(() => microphone.unplug('Headset'));
  const words = /^Headset was disconnected\. Now using Fake microphone\.$/;
  expect((await screen.findByText(words)).getAttribute('role')).toBe('status');
  expect(await violations(container)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByText(words)).toBeNull();
});

test('a chosen microphone that is not there any more is said as soon as the call begins, in German too', async () => {
  const { call, user } = stage(page, { microphoneId: 'id of Headset', labels: german });
  await call();
  await screen.findByText(/ wurde getrennt\. Jetzt wird Fake microphone verwendet\.$/);
  await user.click(screen.getByRole('button', { name: 'Auflegen' }));
  await user.click(await screen.findByRole('button', { name: 'Gespräch beginnen' }));
  await screen.findByRole('button', { name: 'Auflegen' });
  expect(screen.queryByText(/wurde getrennt/)).toBeNull();
});

test('the wait for the next attempt is counted down, and can be cut short', async () => {
  const policy = { nextDelay: () => 60_000 };
  const { call, script, user, evi } = stage(page, { reconnect: policy });
  const chat = await call();
  await script(() => chat.drop());
  const seconds = await screen.findByText('Retrying in 60 s');
  expect(seconds.closest('[role]')).toBeNull();
  await screen.findByText('Retrying in 59 s', {}, { timeout: 3000 });
  await user.click(screen.getByRole('button', { name: 'Retry now' }));
  await evi.nextChat();
  await screen.findByText('Listening');
  expect(screen.queryByRole('button', { name: 'Retry now' })).toBeNull();
});

test('a wait without an end is not counted down, and can be cut short', async () => {
  const policy = { nextDelay: () => Infinity };
  const { call, script, user, evi, container } = stage(page, { reconnect: policy });
  const chat = await call();
  await script(() => chat.drop());
  await user.click(await screen.findByRole('button', { name: 'Retry now' }));
  expect(container.textContent).not.toMatch(/Infinity|NaN/);
  await evi.nextChat();
  await screen.findByText('Listening');
});

test('a question of the browser that is not answered at once is spoken of', async () => {
  const { user, microphone } = stage(page, { answer: 'asking' });
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  await screen.findByText(/^Your browser is asking .* Choose Allow/, {}, { timeout: 3000 });
  microphone.answer('dismissed');
  expect((await screen.findByRole('alert')).dataset['reason']).toBe('microphone-dismissed');
  expect(screen.queryByText(/browser is asking/)).toBeNull();
});

test.each([
  [undefined, /^Your microphone is silent/],
  [german, /^Vom Mikrofon kommt kein Ton/],
])('a microphone that something keeps silent is said until it is heard', async (labels, words) => {
  const { call, script, microphone, container } = stage(page, labels ? { labels } : {});
  microphone.silence();
  await call();
  expect((await screen.findByText(words)).getAttribute('role')).toBe('status');
  expect(root().dataset['activity']).toBe('muted');
  expect(await violations(container)).toEqual([]);
  await script(() => microphone.silence(false));
  expect(screen.queryByText(words)).toBeNull();
  expect(root().dataset['activity']).toBe('listening');
});

test('a page that is not let to the microphone is not told to allow it, before a call and in one', async () => {
  const words = /Only the site can change that/;
  function Speak(): ReactNode {
    const { setMicrophone } = useVoice();
    return <button onClick={() => void setMicrophone(null)}>Speak</button>;
  }
  const world = stage(<Speak />, { answer: 'blocked' });
  const { user, rerender, container, evi } = world;
  const page = (microphone: boolean): ReactNode => (
    <VoiceProvider url={evi.url} thread="main" microphone={microphone}>
      <ConnectButton />
      <ConnectionStatus />
      <Speak />
    </VoiceProvider>
  );
  rerender(page(true));
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  const alert = await screen.findByRole('alert');
  expect([alert.dataset['reason'], words.test(alert.textContent)]).toEqual([
    'microphone-blocked',
    true,
  ]);
  rerender(page(false));
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  await screen.findByRole('button', { name: 'Hang up' }, { timeout: 4000 });
  await user.click(screen.getByRole('button', { name: 'Speak' }));
  expect((await screen.findByText(words)).getAttribute('role')).toBe('status');
  // It says so once, and asks for nothing that nobody can give.
  expect([
    screen.queryByRole('alert'),
    screen.queryByText(/next to the address/),
    screen.queryByRole('button', { name: 'Try again' }),
  ]).toEqual([null, null, null]);
  expect(await violations(container)).toEqual([]);
});

test('a permission that is given later ends what was said about it, in a call and without one', async () => {
  const { call, script, user, microphone } = stage(page, { answer: 'denied' });
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  await screen.findByRole('alert');
  await act(settle);
  await script(() => microphone.allow());
  expect(screen.queryByRole('alert')).toBeNull();
  expect(microphone.live).toBe(0);
  await call();
  await script(() => microphone.revoke());
  await screen.findByText(/Microphone access is blocked/);
  await act(settle);
  await script(() => microphone.allow());
  await expect.poll(() => microphone.live).toBe(1);
  await expect.poll(() => screen.queryByText(/Microphone access is blocked/)).toBeNull();
});

test('however many attempts it takes, the loss is announced once and the button keeps the focus', async () => {
  let attempts = 0;
  const { call, script, evi } = stage(page, {
    reconnect: { nextDelay: () => ((attempts += 1) < 4 ? 10 : 60_000) },
  });
  const chat = await call();
  const line = screen.getByRole('status');
  const said: (string | null)[] = [];
  const observer = new MutationObserver(() => said.push(line.textContent));
  observer.observe(line, { childList: true, characterData: true, subtree: true });
  onTestFinished(() => observer.disconnect());
  evi.refuse();
  await script(() => chat.drop());
  const button = await screen.findByRole('button', { name: 'Retry now' });
  button.focus();
  await expect.poll(() => attempts).toBe(4);
  await script(() => undefined);
  expect(document.activeElement).toBe(button);
  expect(said).toEqual(['Connection lost. Reconnecting…']);
});

test.each([
  ['inactivity_timeout', 'E0714', 'inactivity'],
  ['max_duration_timeout', 'E0715', 'max-duration'],
  ['out_of_credits', 'E0300', 'out-of-credits'],
  ['language_model_not_usable', 'E0705', 'model'],
  ['language_model_failed', 'E0712', 'model'],
  ['config_not_found', 'E0404', 'config'],
] as const)('an end by %s is said in words, and is no alert', async (slug, code, reason) => {
  const { call, script } = stage(<ConnectionStatus />);
  const chat = await call();
  await script(() => chat.fail(slug, 'That was all.', code));
  await script(() => chat.close());
  await screen.findByText(english.closedBecause[reason]);
  expect(screen.queryByRole('alert')).toBeNull();
});
