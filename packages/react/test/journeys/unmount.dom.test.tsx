import { act, screen } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ConnectionStatus, Transcript, english } from '../../src/index.ts';
import { settle, stage } from '../support/stage.tsx';
import type { Stage } from '../support/stage.tsx';

/** Listeners and timers that were begun since, and not ended: counted at the platform, whoever began them. */
function watchPlatform(): () => string[] {
  const open = new Map<unknown, string>();
  const undos: (() => void)[] = [];
  const targets: EventTarget[] = [window, document, navigator.mediaDevices];
  for (const target of targets) {
    const { addEventListener: add, removeEventListener: remove } = target;
    const keys = new Map<unknown, Map<string, symbol>>();
    target.addEventListener = (type: string, listener: EventListener) => {
      const types = keys.get(listener) ?? new Map<string, symbol>();
      keys.set(listener, types);
      const key = types.get(type) ?? Symbol(type);
      types.set(type, key);
      open.set(key, type);
      add.call(target, type, listener);
    };
    target.removeEventListener = (type: string, listener: EventListener) => {
      open.delete(keys.get(listener)?.get(type));
      remove.call(target, type, listener);
    };
    undos.push(() => Object.assign(target, { addEventListener: add, removeEventListener: remove }));
  }
  const { setInterval: start, clearInterval: stop } = globalThis;
  vi.stubGlobal('setInterval', (task: () => void, ms: number) => {
    const timer = start(task, ms);
    open.set(timer, `every ${ms} ms`);
    return timer;
  });
  vi.stubGlobal('clearInterval', (timer: unknown) => {
    open.delete(timer);
    stop(timer as number);
  });
  onTestFinished(() => {
    undos.forEach((undo) => undo());
    vi.unstubAllGlobals();
  });
  return () => [...open.values()];
}

const press = (world: Stage): Promise<void> =>
  world.user.click(screen.getByRole('button', { name: english.connect }));

const moments: Record<
  string,
  readonly [Parameters<typeof stage>[1], (world: Stage) => Promise<void>]
> = {
  'the microphone is asked for': [{ answer: 'asking' }, press],
  'the server is waited for': [
    { onChat: () => undefined },
    async (world) => {
      await press(world);
      await vi.waitFor(() => expect(world.evi.chats).toHaveLength(1));
    },
  ],
  'nobody speaks': [{}, async (world) => void (await world.call())],
  'the assistant speaks': [
    {},
    async (world) => {
      const chat = await world.call();
      await world.script(() => void chat.say('a long story'));
      await screen.findByText('a long story');
    },
  ],
  'the line is lost': [
    {},
    async (world) => {
      const chat = await world.call();
      world.evi.refuse();
      await world.script(() => chat.drop());
      await screen.findByText(/Reconnecting…/);
    },
  ],
};

test.each(Object.entries(moments))(
  'a page that goes while %s leaves nothing behind',
  async (_, [options, begin]) => {
    const world = stage(
      <>
        <ConnectionStatus />
        <Transcript />
      </>,
      options,
    );
    const left = watchPlatform();
    await begin(world);
    expect(left()).not.toEqual([]);
    world.unmount();
    world.microphone.answer('granted');
    await act(settle);
    await expect.poll(() => [world.microphone.live, world.audio.openContexts]).toEqual([0, 0]);
    for (const chat of world.evi.chats) await chat.ended;
    await expect.poll(left).toEqual([]);
    // An attempt that was due would have come by now.
    const chats = world.evi.chats.length;
    await act(settle);
    expect(world.evi.chats).toHaveLength(chats);
  },
);
