import { expect, it } from 'vitest';
import type { LogEntry } from './log.ts';
import { unwind } from './unwind.ts';

it('a step that rejects, throws or hangs skips none of the rest', async () => {
  const done: string[] = [];
  const logged: LogEntry[] = [];
  const step = (name: string) => () => {
    done.push(name);
    return Promise.resolve();
  };
  const undo = [
    step('first'),
    () => Promise.reject(new Error('rejected')),
    step('second'),
    () => {
      throw new Error('thrown');
    },
    step('third'),
    () => new Promise<void>(() => undefined),
  ];
  await unwind(undo, (entry) => logged.push(entry), { longestMs: 60, leastMs: 10 });
  expect(done).toEqual(['third', 'second', 'first']);
  expect(undo).toEqual([]);
  expect(logged.map(({ error }) => String(error))).toEqual([
    'Error: it did not end in time',
    'Error: thrown',
    'Error: rejected',
  ]);
});
