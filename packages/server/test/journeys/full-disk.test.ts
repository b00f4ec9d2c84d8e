import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createEviClient } from '@vivavoce/evi';
import { afterAll, expect, test, vi } from 'vitest';
import type { LogEntry } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

// A disk of its own, so small that it can be filled. Only root may make one, and not everywhere.
const disk = mkdtempSync(`${tmpdir()}/vivavoce-disk-`);
const mounted = mount();
afterAll(() => {
  // A database lets go of its files a little after it was closed.
  if (mounted) execFileSync('umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true });
});

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!mounted)(
  'what is said while the disk is full is kept once there is room on it',
  { timeout: 30_000 },
  async () => {
    const log: LogEntry[] = [];
    const database = `${disk}/kept.db`;
    const server = await quickServer({ database, log: (entry) => log.push(entry) });
    const client = await TestClient.open(server);
    const { chat_id: chat } = await client.next('chat_metadata');
    await writeFile(`${disk}/filler`, new Uint8Array(16_000_000)).catch(() => undefined);
    const texts: string[] = [];
    // SQLite has a little room left in its files.
    for (let i = 0; client.all('error').length === 0 || i % 3 !== 0; i++) {
      texts.push(`${String(i)} ${'x'.repeat(2000)}`);
      client.send({ type: 'user_input', text: texts.at(-1) });
      await client.next('user_message', texts.length);
    }
    expect(client.all('error')).toMatchObject([{ slug: 'storage_failed' }]);
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
