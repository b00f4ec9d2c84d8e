import { expect, test } from 'vitest';
import { uncaught } from '../journeys/support/watch.ts';
import { long, report } from './support/figures.ts';
import { hostileFrame } from './support/hostile.ts';
import { seeded } from './support/random.ts';
import { rig, told } from './support/rig.ts';
import { greet, startRudeServer } from './support/rude-server.ts';
import type { WebSocket } from 'ws';

const frames = long ? 10_000 : 2_000;

test(`after ${frames} hostile frames the conversation goes on, and memory is where it was`, async () => {
  const server = await startRudeServer();
  try {
    const open: WebSocket[] = [];
    server.manners = (socket) => {
      open.push(socket);
      greet(socket);
    };
    await using stage = await rig({ port: server.port });
    const { page } = stage;
    await page.evaluate(
      (url) => window.rig.make({ url, microphone: false, thread: 'main' }),
      `ws://127.0.0.1:${server.port}`,
    );
    expect(await page.evaluate(() => window.rig.connect())).toBe('');
    const [socket] = open;
    if (!socket) throw new Error('no socket');
    const random = seeded(20_261_124);
    const session = await page.context().newCDPSession(page);
    const heap = async (): Promise<number> => {
      await page.evaluate(() => void window.rig.events.splice(0));
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      return usedSize / 2 ** 20;
    };
    /** Resolves when everything before it was taken in: a message of our own comes out at the other end. */
    const settle = async (id: string): Promise<void> => {
      socket.send(
        JSON.stringify({
          type: 'tool_call',
          tool_call_id: id,
          name: 'x',
          parameters: '{}',
          response_required: false,
          tool_type: 'function',
        }),
      );
      await expect
        .poll(
          () =>
            page.evaluate(
              (wanted) =>
                window.rig.events.some(
                  (event) =>
                    event.type === 'message' &&
                    event.message.type === 'tool_call' &&
                    event.message.tool_call_id === wanted,
                ),
              id,
            ),
          { timeout: 60_000 },
        )
        .toBe(true);
    };
    const send = async (count: number, id: string): Promise<void> => {
      for (let sent = 0; sent < count; sent += 1) {
        socket.send(hostileFrame(random));
        if (sent % 500 === 499) await settle(`${id} ${sent}`);
      }
      await settle(id);
    };
    await send(frames / 4, 'first');
    const before = await heap();
    await send((frames * 3) / 4, 'rest');
    // One frame of 50 MB, and one that holds as much sound that is none.
    socket.send(
      `{"type":"assistant_message","id":"big","from_text":false,"models":{},"message":{"role":"assistant","content":"${'x'.repeat(50 * 2 ** 20)}`,
    );
    socket.send(
      `{"type":"audio_output","id":"big","index":0,"data":"${'#'.repeat(50 * 2 ** 20)}"}`,
    );
    await settle('end');
    const after = await heap();
    expect(await page.evaluate(() => window.rig.client.state.connection.status)).toBe('connected');
    expect(
      (await told(page, 'connection')).map(({ connection }) => connection.status),
    ).not.toContain('reconnecting');
    expect(await uncaught(page)).toEqual([]);
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
    expect(open).toHaveLength(1);
    report(
      `hostile frames: ${frames}, and 2 of 50 MB; heap of the page ${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after`,
    );
    expect(after - before, 'MB more').toBeLessThan(4);
  } finally {
    await server.stop();
  }
}, 400_000);
