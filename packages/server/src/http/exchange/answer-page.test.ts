import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Page } from '../../store/database/page.ts';
import { answerPage } from './answer-page.ts';
import type { CallerEnv } from './caller.ts';

/** Each is a piece of its own. */
const itemBytes = 200_000;

/** Serves a page of so many items. @param failAt - this one can't be read. @param times - each is so much larger than it was said to be. */
async function serve(count: number, { failAt = Infinity, times = 1 } = {}) {
  let read = 0;
  const listed = Array.from({ length: count }, (_, i) => ({ row: i, bytes: itemBytes }));
  const app = new Hono<CallerEnv>();
  app.get('/', (context) => {
    context.set('inTurn', (work) => work());
    const page = new Page({ number: 0, size: 100 }, listed, count, (rows) => {
      if (rows.includes(failAt)) return Promise.reject(new Error('the secret reason'));
      read += rows.length;
      return Promise.resolve(rows.map((row) => ({ row, text: textOf(times) })));
    });
    return answerPage(context, { page_number: 0 }, 'things_page', page, (items) => [...items]);
  });
  const server = createAdaptorServer(app) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/`, port, read: () => read };
}

const textOf = (times = 1) => 'é"'.repeat((times * itemBytes) / 4);

it.each([0, 1, 2, 20])('a page of %s large items arrives whole and in its order', async (count) => {
  const { url } = await serve(count);
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toBe('application/json');
  const told = (await answer.json()) as { things_page: { row: number; text: string }[] };
  expect(told).toMatchObject({ page_number: 0 });
  expect(told.things_page.map(({ row }) => row)).toEqual(
    Array.from({ length: count }, (_, i) => i),
  );
  for (const { text } of told.things_page) expect(text).toBe(textOf());
});

it('no more of a page is read than its client takes', async () => {
  const { port, read } = await serve(20, { times: 20 });
  const asked = request({ port, host: '127.0.0.1', agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.on('error', () => undefined);
  // What the connection holds of it.
  let before = -1;
  await vi.waitFor(
    () => {
      const now = read();
      const rests = now === before;
      before = now;
      expect(rests && now > 0).toBe(true);
    },
    { timeout: 10_000, interval: 200 },
  );
  // The system's buffers take some MB of 80.
  expect(before).toBeLessThan(10);
  answer.destroy();
});

it('a page that can’t be read to its end is cut off, and nobody is told why', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { port } = await serve(20, { failAt: 10 });
  const asked = request({ port, host: '127.0.0.1', agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  answer.setEncoding('utf8').on('data', (some: string) => (text += some));
  await expect(once(answer, 'end')).rejects.toThrow('aborted');
  expect(text).toContain('"row":0');
  expect(text).not.toContain('reason');
  expect(said).not.toHaveBeenCalled();
  said.mockRestore();
});

it('a page that can’t be read at all is no answer', async () => {
  const { url } = await serve(20, { failAt: 0 });
  expect((await fetch(url)).status).toBe(500);
});
