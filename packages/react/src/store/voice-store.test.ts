import { VoiceError } from '@vivavoce/core';
import type { ClientState, VoiceEvent } from '@vivavoce/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clientAfter, connected, idleClient, userSays } from '../../test/support/messages.ts';
import { createVoiceStore } from './voice-store.ts';
import type { VoiceStore } from './voice-store.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const lost: VoiceEvent = {
  type: 'connection',
  connection: {
    status: 'reconnecting',
    attempt: 1,
    delay: 100,
    error: new VoiceError('connection-lost', 'gone'),
  },
};

/** A store that has been told of all these, each in a task of its own. */
async function toldOf(...events: readonly VoiceEvent[]): Promise<{
  readonly store: VoiceStore;
  readonly tell: (event: VoiceEvent) => Promise<void>;
  readonly end: () => void;
}> {
  let state = idleClient;
  let listener: (events: readonly VoiceEvent[], state: ClientState) => void = () => undefined;
  const store = createVoiceStore({
    state,
    subscribe: (given) => {
      listener = given;
      return () => undefined;
    },
  });
  const end = store.follow(100);
  const tell = async (event: VoiceEvent): Promise<void> => {
    state = clientAfter([event], state);
    listener([event], state);
    await new Promise((settle) => setImmediate(settle));
  };
  for (const event of events) await tell(event);
  return { store, tell, end };
}

const entries = (store: VoiceStore): string[] =>
  store.getState().transcript.entries.map(({ text, state }) => `${text} ${state}`);

test('what was being recognised when the line was lost stays open, and ends as it stood 10 s after it is back', async () => {
  const { store, tell, end } = await toldOf(
    connected(),
    userSays('turn on the', { interim: true }),
    lost,
  );
  vi.advanceTimersByTime(60_000);
  expect(entries(store)).toEqual(['turn on the interim']);
  await tell(connected());
  vi.advanceTimersByTime(9_999);
  expect(entries(store)).toEqual(['turn on the interim']);
  vi.advanceTimersByTime(1);
  expect(entries(store)).toEqual(['turn on the final']);
  end();
});

test('what is recognised again after that goes on, however long it takes', async () => {
  const { store, tell, end } = await toldOf(
    connected(),
    userSays('turn on the', { interim: true }),
    lost,
    connected(),
    userSays('turn on', { interim: true }),
  );
  expect(vi.getTimerCount()).toBe(0);
  await tell(userSays('turn on the lights'));
  expect(entries(store)).toEqual(['turn on the lights final']);
  end();
});

test('a line that is lost again, and a store that nobody follows, hold no timer', async () => {
  const { tell, end } = await toldOf(
    connected(),
    userSays('turn on the', { interim: true }),
    lost,
    connected(),
  );
  expect(vi.getTimerCount()).toBe(1);
  await tell(lost);
  expect(vi.getTimerCount()).toBe(0);
  await tell(connected());
  end();
  expect(vi.getTimerCount()).toBe(0);
});
