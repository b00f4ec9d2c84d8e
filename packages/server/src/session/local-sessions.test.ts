import { expect, test } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { LocalSessions } from './local-sessions.ts';
import type { RunningSession } from './session-registry.ts';

interface Stage {
  clock: VirtualClock;
  sessions: LocalSessions;
  /** Which sessions have ended, by their names. */
  over: string[];
}

function stage(most = 10): Stage {
  const clock = new VirtualClock();
  return { clock, sessions: new LocalSessions(clock, most, () => undefined), over: [] };
}

/** A session with a client that answers a probe at once, or says nothing. */
function begin({ sessions, over }: Stage, name: string, answers: boolean, group = 'group') {
  const session = {
    groupId: group,
    chatIds: new Set([name]),
    config: '',
    held: 1,
    probe: (then: () => void) => {
      if (answers) then();
    },
    detach: () => {
      sessions.detached(session);
    },
    end: () => {
      over.push(name);
      sessions.ended(session);
      return Promise.resolve();
    },
  } as unknown as RunningSession;
  sessions.attached(session);
  return session;
}

const none = { kind: 'none' };
const running = (session: RunningSession) => ({ kind: 'running', session });

test('whoever comes back while the Chat before says goodbye is let in at once', async () => {
  const { sessions, ...rest } = stage();
  const session = begin({ sessions, ...rest }, 'one', false);
  const claim = sessions.claim('group', '');
  sessions.ended(session);
  await expect(claim).resolves.toEqual(none);
});

test('whoever comes back for a client that does not answer has its session', async () => {
  const at = stage();
  const session = begin(at, 'one', false);
  const claim = at.sessions.claim('group', '');
  at.clock.advance(500);
  await expect(claim).resolves.toEqual(running(session));
});

test('of two who claim a session at once one has it, also where both have waited for its client', async () => {
  const at = stage();
  const session = begin(at, 'one', false);
  const claims = [at.sessions.claim('group', ''), at.sessions.claim('group', '')];
  at.clock.advance(500);
  await expect(Promise.all(claims)).resolves.toEqual([running(session), none]);
  // It is found by its Chat all the while, and nobody ends it.
  await expect(at.sessions.find('one')).resolves.toBe(session);
  at.clock.advance(60_000);
  expect(at.over).toEqual([]);
});

test('what was claimed and released waits for its client as before, and ends when that does not come', async () => {
  const at = stage();
  const session = begin(at, 'one', false);
  at.sessions.detached(session);
  await expect(at.sessions.claim('group', '')).resolves.toEqual(running(session));
  at.sessions.release(session);
  await expect(at.sessions.claim('group', '')).resolves.toEqual(running(session));
  at.sessions.release(session);
  at.clock.advance(30_000);
  expect(at.over).toEqual(['one']);
  await expect(at.sessions.find('one')).resolves.toBeUndefined();
  // One that has ended meanwhile does not come back to life.
  at.sessions.release(session);
  await expect(at.sessions.claim('group', '')).resolves.toEqual(none);
});

test('a session with another Config ends before whoever comes back begins anew', async () => {
  const at = stage();
  at.sessions.detached(begin(at, 'one', true));
  await expect(at.sessions.claim('group', 'a-config/0')).resolves.toEqual(none);
  expect(at.over).toEqual(['one']);
});

test('of more sessions that wait for their clients than may, those that wait longest end', () => {
  const at = stage(2);
  for (const name of ['0', '1', '2', '3', '4']) at.sessions.detached(begin(at, name, true, name));
  expect(at.over).toEqual(['0', '1', '2']);
  expect(at.clock.pending).toBe(2);
  expect(at.sessions.held).toBe(2);
});

test('once no client is waited for, a session whose connection breaks ends at once', async () => {
  const at = stage();
  const [waits, claimed, talks] = ['waits', 'claimed', 'talks'].map((name) => {
    return begin(at, name, true, name);
  });
  if (!waits || !claimed || !talks) throw new Error('no sessions');
  at.sessions.detached(waits);
  at.sessions.detached(claimed);
  await expect(at.sessions.claim('claimed', '')).resolves.toEqual(running(claimed));
  await at.sessions.close();
  expect(at.over).toEqual(['waits']);
  at.sessions.detached(talks);
  // Whoever claimed it did not come.
  at.sessions.release(claimed);
  expect(at.over).toEqual(['waits', 'talks', 'claimed']);
  expect(at.clock.pending).toBe(0);
});

test('the end of what is being ended is waited for', async () => {
  const at = stage();
  const session = begin(at, 'one', true);
  let kept = () => undefined as void;
  session.end = () => new Promise((resolve) => (kept = resolve));
  at.sessions.detached(session);
  at.clock.advance(30_000);
  let closed = false;
  const closing = at.sessions.close().then(() => (closed = true));
  await new Promise(setImmediate);
  expect(closed).toBe(false);
  kept();
  await closing;
});

test('of two pages that go on with one group, each comes back to its own session, and ends no other', async () => {
  const at = stage();
  const [one, two] = [begin(at, 'one', true), begin(at, 'two', true)];
  // A third page finds none that is free.
  await expect(at.sessions.claim('group', '')).resolves.toEqual(none);
  for (const session of [one, two]) {
    at.sessions.detached(session);
    await expect(at.sessions.claim('group', '')).resolves.toEqual(running(session));
    at.sessions.attached(session);
  }
  expect(at.over).toEqual([]);
  // Both lines break at once: nobody can tell who comes back to which.
  at.sessions.detached(one);
  at.sessions.detached(two);
  await expect(at.sessions.claim('group', '')).resolves.toEqual(none);
  await expect(at.sessions.claim('group', '')).resolves.toEqual(none);
  expect(at.over).toEqual([]);
  at.clock.advance(30_000);
  expect(at.over).toEqual(['one', 'two']);
});
