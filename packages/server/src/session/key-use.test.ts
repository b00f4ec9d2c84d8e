import { expect, it, onTestFinished, vi } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { openDatabase } from '../store/open-database.ts';
import { KeyUse } from './key-use.ts';
import type { KeyPlace, KeyRefusal } from './key-use.ts';

async function counting() {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  onTestFinished(() => database.close());
  const clock = new VirtualClock();
  /** Winds the clock on, and waits until it is looked at again. */
  const wind = async (ms: number) => {
    clock.advance(ms);
    await vi.waitFor(() => {
      expect(clock.pending).toBeGreaterThan(0);
    });
  };
  return { clock, wind, use: new KeyUse(database, clock), another: new KeyUse(database, clock) };
}

function placed(admitted: KeyPlace | KeyRefusal): KeyPlace {
  if (typeof admitted === 'string') throw new Error(admitted);
  return admitted;
}

it('a pair has as many Chats as it may, and others are not asked', async () => {
  const { use } = await counting();
  const two = { pair: 'two', limits: { maxChats: 2 } };
  const first = placed(await use.admit(two));
  await use.admit(two, 'group');
  expect(await use.admit(two)).toBe('too_many_chats_of_key');
  // Whoever comes back has a line that is broken still in its place, once.
  placed(await use.admit(two, 'group'));
  expect(await use.admit(two, 'group')).toBe('too_many_chats_of_key');
  placed(await use.admit({ pair: 'none', limits: {} }));
  first.end();
  first.end();
  expect(await use.admit(two)).toBe('too_many_chats_of_key');
});

it('a Chat that began a group has its place for whoever comes back to that', async () => {
  const { use } = await counting();
  const one = { pair: 'one', limits: { maxChats: 1 } };
  const first = placed(await use.admit(one));
  expect(await use.admit(one, 'group')).toBe('too_many_chats_of_key');
  first.belongTo('group');
  const back = placed(await use.admit(one, 'group'));
  back.belongTo('group');
  expect(await use.admit(one, 'group')).toBe('too_many_chats_of_key');
  first.end();
  placed(await use.admit(one, 'group'));
});

it('Chats of a pair end together when its minutes are used up, and no other opens, here and on a server beside it', async () => {
  const { clock, wind, use, another } = await counting();
  const pair = { pair: 'one', limits: { maxMinutesPerDay: 1 } };
  const ended: string[] = [];
  placed(await use.admit(pair)).onUsedUp(() => ended.push('a'));
  placed(await use.admit(pair)).onUsedUp(() => ended.push('b'));
  await wind(20_000);
  await wind(9000);
  expect(ended).toEqual([]);
  clock.advance(1100);
  await vi.waitFor(() => {
    expect(ended).toEqual(['a', 'b']);
  });
  expect(await use.admit(pair)).toBe('minutes_used_up');
  expect(await another.admit(pair)).toBe('minutes_used_up');
});

it('a limit counts from when it is given: what was used without one is not held against it', async () => {
  const { clock, use } = await counting();
  const free = { pair: 'one', limits: {} };
  placed(await use.admit(free));
  const second = placed(await use.admit(free));
  clock.advance(3 * 86_400_000);
  second.end();
  const limited = { pair: 'one', limits: { maxMinutesPerDay: 1 } };
  placed(await use.admit(limited)).end();
  clock.advance(61_000);
  expect(await use.admit(limited)).toBe('minutes_used_up');
});

it('a machine’s clock that jumps adds no minutes and gives none back, but for those of another day', async () => {
  const { clock, wind, use } = await counting();
  const pair = { pair: 'one', limits: { maxMinutesPerDay: 1 } };
  let ended = 0;
  const place = placed(await use.admit(pair));
  place.onUsedUp(() => (ended += 1));
  const now = Date.now();
  {
    using _ = vi.spyOn(Date, 'now').mockReturnValue(now - 86_400_000);
    await wind(20_000);
    await wind(10_000);
    placed(await use.admit(pair)).end();
    expect(ended).toBe(0);
    await wind(20_000);
    clock.advance(11_000);
    await vi.waitFor(() => {
      expect(ended).toBe(1);
    });
    place.end();
    expect(await use.admit(pair)).toBe('minutes_used_up');
  }
  {
    using _ = vi.spyOn(Date, 'now').mockReturnValue(now + 86_400_000);
    placed(await use.admit(pair)).end();
  }
});
