import { expect, it } from 'vitest';
import { WorkBudget } from './work-budget.ts';

it('whoever makes little work never waits', () => {
  const budget = new WorkBudget();
  for (let now = 0; now < 10_000; now += 20) expect(budget.spend(now, 2)).toBe(0);
});

it('whoever makes much work has a quarter of the time, however it is cut', () => {
  for (const ms of [5, 50, 100]) {
    const budget = new WorkBudget();
    let [now, worked] = [0, 0];
    while (now < 20_000) {
      now += ms;
      worked += ms;
      now += budget.spend(now, ms);
    }
    expect(worked / now).toBeGreaterThan(0.2);
    expect(worked / now).toBeLessThan(0.3);
  }
});

it('nobody waits for long at a time', () => {
  expect(new WorkBudget().spend(0, 60_000)).toBe(400);
});
