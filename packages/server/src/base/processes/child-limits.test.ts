import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { ChildMemory } from './child-limits.ts';

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

/** A process that holds so many MB, beside what Node takes for itself. */
async function holding(megabytes: number): Promise<ChildProcess> {
  const script = `const held = Buffer.alloc(${String(megabytes * 1e6)}, 7); console.log('held'); setInterval(() => held, 1e6)`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.add(child);
  await once(child.stdout, 'data');
  return child;
}

const linux = it.skipIf(process.platform !== 'linux');

linux(
  'of children that hold too much together the largest is ended, and the others go on',
  { timeout: 20_000 },
  async () => {
    const memory = new ChildMemory(250, 50);
    const small = await holding(10);
    const large = await holding(150);
    memory.watch(small);
    memory.watch(large);
    const another = await holding(130);
    expect([small, large].map(({ signalCode }) => signalCode)).toEqual([null, null]);
    memory.watch(another);
    await once(large, 'exit');
    expect(large.signalCode).toBe('SIGKILL');
    // It was looked at again since, and what is left is not too much.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([small, another].map(({ signalCode }) => signalCode)).toEqual([null, null]);
  },
);

linux('one that alone holds too much is ended', { timeout: 20_000 }, async () => {
  const memory = new ChildMemory(100, 50);
  const child = await holding(200);
  memory.watch(child);
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
});
