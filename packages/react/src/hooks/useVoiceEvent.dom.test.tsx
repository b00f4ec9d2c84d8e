import { act, render } from '@testing-library/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { settle, stage } from '../../test/support/stage.tsx';
import { VoiceClient, useVoiceEvent, useVoiceMetrics } from '../index.ts';

test('the last rendered listener is told, and nothing renders again', async () => {
  const told = vi.fn<(type: string) => void>();
  const rendered = vi.fn();
  function Page(): ReactNode {
    rendered();
    useVoiceEvent('message', ({ message }) => told(message.type));
    return null;
  }
  const { call, script } = stage(<Page />);
  const chat = await call();
  const before = rendered.mock.calls.length;
  told.mockClear();
  await script(() => chat.hear('hel', { interim: true }));
  expect(told.mock.calls).toEqual([['user_message']]);
  expect(rendered.mock.calls.length).toBe(before);
});

test('a listener that throws is reported, and the others are told', async () => {
  const reported = vi.fn();
  process.on('uncaughtException', reported);
  onTestFinished(() => void process.off('uncaughtException', reported));
  const told = vi.fn<(type: string) => void>();
  function Page(): ReactNode {
    useVoiceEvent('message', () => {
      throw new Error('mine');
    });
    useVoiceEvent('message', ({ message }) => told(message.type));
    return null;
  }
  const { call, script } = stage(<Page />);
  const chat = await call();
  told.mockClear();
  await script(() => chat.hear('hello'));
  expect(told.mock.calls).toEqual([['user_message']]);
  expect(String(reported.mock.calls[0]?.[0])).toMatch('mine');
});

test('nobody is told after the component has left', async () => {
  const told = vi.fn();
  let leave = (): void => undefined;
  function Listener(): ReactNode {
    useVoiceEvent('message', told);
    return null;
  }
  function Page(): ReactNode {
    const [here, setHere] = useState(true);
    leave = () => setHere(false);
    return here && <Listener />;
  }
  const { call, script } = stage(<Page />);
  const chat = await call();
  await script(() => leave());
  told.mockClear();
  await script(() => chat.hear('hello'));
  expect(told).not.toHaveBeenCalled();
});

test.each([
  ['useVoiceEvent', () => useVoiceEvent('user', () => undefined)],
  ['useVoiceMetrics', () => useVoiceMetrics()],
])('%s outside a provider says what to do', (_, use) => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => complaints.mockRestore());
  function Page(): ReactNode {
    use();
    return null;
  }
  expect(() => render(<Page />)).toThrow(/wrap it in <VoiceProvider>/);
});

test('the figures of the conversation come by themselves, and stay after it', async () => {
  function Page(): ReactNode {
    const metrics = useVoiceMetrics({ interval: Number.NaN });
    return <output>{metrics ? metrics.playback.dropped : 'none'}</output>;
  }
  const { call, script, container, evi } = stage(<Page />);
  expect(container.querySelector('output')?.textContent).toBe('none');
  const chat = await call();
  await expect.poll(() => container.querySelector('output')?.textContent).toBe('0');
  await script(() => chat.close());
  expect(evi.chats).toHaveLength(1);
  expect(container.querySelector('output')?.textContent).toBe('0');
});

test.each([Infinity, 2 ** 40])(
  'an interval of %d ms looks once, and after each exchange',
  async (interval) => {
    const look = vi.spyOn(VoiceClient.prototype, 'readMetrics');
    onTestFinished(() => look.mockRestore());
    function Page(): ReactNode {
      useVoiceMetrics({ interval });
      return null;
    }
    const { call } = stage(<Page />);
    await call();
    // A timer that can't hold its delay fires in each turn.
    for (let turn = 0; turn < 20; turn += 1) await act(settle);
    expect(look).toHaveBeenCalledTimes(1);
  },
);
