import { expect, it } from 'vitest';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';

it('clients that fill the database with prompts and with words are told that their share is full, and others go on', async () => {
  const megabytes = whole ? 16 : 8;
  const args = [
    ...['--max-database-mb', String(megabytes)],
    ...['--max-chat-mb', String(Math.ceil(megabytes / 20))],
  ];
  await expectUnharmed(600 + 2 * megabytes, { args }, async ({ url, ask }) => {
    const post = () => ask('prompts', { name: 'large', text: 'x'.repeat(99_000) });
    const made: string[] = [];
    for (let answer = await post(); ; answer = await post()) {
      const told = (await answer.json()) as { id: string; code?: string };
      if (answer.status === 507) {
        expect(told.code).toBe('storage_full');
        break;
      }
      expect(answer.status).toBe(201);
      made.push(told.id);
    }
    // Half of the database.
    expect(made.length).toBeGreaterThan(4 * megabytes);
    expect(made.length).toBeLessThan(6 * megabytes);
    const loud = new TestClient({ url });
    const calm = new TestClient({ url });
    await Promise.all([loud.next('chat_metadata'), calm.next('chat_metadata')]);
    let closed = false;
    void loud.closed.then(() => (closed = true));
    for (let i = 0; !closed && i < 30 * megabytes; i++) {
      loud.send({ type: 'session_settings', system_prompt: 'x'.repeat(99_000) });
      if (i % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await loud.closed).toEqual({ code: 4507, reason: 'storage_full' });
    expect(loud.all('error').at(-1)).toMatchObject({ code: 'E0305', slug: 'storage_full' });
    calm.send({ type: 'user_input', text: 'Hello.' });
    await calm.next('assistant_message');
    expect(calm.all('error')).toEqual([]);
    await calm.close();
    // What is deleted makes room.
    const path = `${url}/v0/evi/prompts/${made[0] ?? ''}`;
    await fetch(path, { method: 'DELETE' });
    const again = await post();
    expect(again.status).toBe(201);
    made.splice(0, 1, ((await again.json()) as { id: string }).id);
    // The attack may come again.
    for (const id of made) await fetch(`${url}/v0/evi/prompts/${id}`, { method: 'DELETE' });
  });
});
