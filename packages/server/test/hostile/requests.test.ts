import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { expectUnharmed, whole } from './support/hostile-server.ts';

/** One after the other, without waiting for an answer: what Node reads at once. */
const packet = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1500);

/** A connection on which this is sent. */
function send(url: string, text: string): Socket {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
  return socket.on('error', () => undefined).resume();
}

it('a connection that sends requests by the thousand is cut off, and delays nobody', async () => {
  await expectUnharmed(400, {}, async ({ url }) => {
    for (let i = 0; i < (whole ? 100 : 10); i++) {
      const sockets = Array.from({ length: 5 }, () => send(url, packet));
      // Somebody who never waits for an answer, and goes on and on.
      for (const socket of sockets) socket.on('drain', () => socket.write(packet));
      await Promise.all(sockets.map((socket) => once(socket, 'close')));
    }
  });
});

it('forms of very many fields, sent over many connections, delay nobody', async () => {
  const form = 'a&'.repeat(8000);
  const headers = [
    'POST /oauth2-cc/token HTTP/1.1',
    'Host: localhost',
    'Connection: close',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${String(form.length)}`,
  ];
  await expectUnharmed(400, {}, async ({ url }) => {
    let answered = 0;
    for (let i = 0; i < (whole ? 10 : 2); i++) {
      const sockets = Array.from({ length: 200 }, () =>
        send(url, `${headers.join('\r\n')}\r\n\r\n${form}`),
      );
      for (const socket of sockets) socket.once('data', () => (answered += 1));
      await Promise.all(sockets.map((socket) => once(socket, 'close')));
    }
    expect(answered).toBeGreaterThanOrEqual(whole ? 2000 : 400);
  });
});
