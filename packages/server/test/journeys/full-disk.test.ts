import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createEviClient } from '@vivavoce/evi';
import { afterAll, expect, test, vi } from 'vitest';
import type { LogEntry } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

// A disk of its own, so small that it can be filled. Only root may make one, and not in every container.
const disk = mkdtempSync(`${tmpdir()}/vivavoce-disk-`);
const refused = mount();
afterAll(() => {
  // A database lets go of its files a little after it was closed.
  if (refused === undefined) execFileSync('umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true });
});

/** @returns why there may be none; undefined where there is one. @throws Error whatever else is in the way. */
function mount(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has disks in memory';
  if (process.getuid?.() !== 0) return 'only root may mount a disk';
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
  if (made.status === 0) return undefined;
  const said = String(made.stderr);
  if (/denied|not permitted/i.test(said)) return 'this container may not mount a disk';
  throw new Error(`The disk to be filled could not be made: ${made.error?.message ?? said}`);
}

test(
  'what is said while the disk is full is kept once there is room on it',
  { timeout: 30_000 },
  async ({ skip }) => {
    if (refused !== undefined) skip(refused);
    expect(statfsSync(disk).blocks * statfsSync(disk).bsize).toBeLessThanOrEqual(8 * 1024 * 1024);
    const log: LogEntry[] = [];
    const database = `${disk}/kept.db`;
    const server = await quickServer({ database, log: (entry) => log.push(entry) });
    const client = await TestClient.open(server);
    const { chat_id: chat } = await client.next('chat_metadata');
    await expect(writeFile(`${disk}/filler`, new Uint8Array(16_000_000))).rejects.toMatchObject({
      code: 'ENOSPC',
    });
    const texts: string[] = [];
    // SQLite has a little room left in its files.
    for (let i = 0; client.all('error').length === 0 || i % 3 !== 0; i++) {
      texts.push(`${String(i)} ${'x'.repeat(2000)}`);
      client.send({ type: 'user_input', text: texts.at(-1) });
      await client.next('user_message', texts.length);
    }
    expect(client.all('error')).toMatchObject([{ slug: 'storage_failed' }]);
    expect(texts.length).toBeGreaterThan(2);
    const api = createEviClient({ baseUrl: server.url });
    await api.chats.listEvents(chat);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    await rm(`${disk}/filler`);
    const said = async () => {
      const page = await api.chats.listEvents(chat, { ascendingOrder: true, pageSize: 100 });
      return page.events_page.filter(({ type }) => type === 'USER_MESSAGE');
    };
    await vi.waitFor(async () => expect(await said()).toHaveLength(texts.length), 15_000);
    expect((await said()).map((event) => event.message_text)).toEqual(texts);
    await client.close();
    await server.close();
    expect(log.map(({ message }) => message)).toEqual([
      'Failed to use the database: because database or disk is full.',
      'The database answers again.',
      expect.stringMatching(/kept, 0 lost/),
    ]);
  },
);
