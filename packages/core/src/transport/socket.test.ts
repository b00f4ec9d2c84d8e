import { expect, onTestFinished, test, vi } from 'vitest';
import { ScriptedSocket } from '../../test/support/scripted-socket.ts';
import { Socket, endOf, mayReturn } from './socket.ts';
import type { SocketEnd } from './socket.ts';

function listening(): {
  ends: SocketEnd[];
  messages: unknown[];
  socket: Socket;
  wire: ScriptedSocket;
} {
  const wire = new ScriptedSocket();
  const ends: SocketEnd[] = [];
  const messages: unknown[] = [];
  const socket = new Socket(
    () => wire,
    (data) => messages.push(data),
    (end) => ends.push(end),
  );
  return { ends, messages, socket, wire };
}

test.each([
  [false, 1006, 'connection-refused'],
  [false, 1000, 'connection-refused'],
  [true, 1006, 'connection-lost'],
  [true, 1005, 'connection-lost'],
  [true, 1001, 'connection-lost'],
  [true, 1011, 'connection-lost'],
  [true, 1012, 'connection-lost'],
  [true, 1014, 'connection-lost'],
  [true, 1015, 'connection-lost'],
  [true, 1008, 'connection-unauthorized'],
  [true, 1013, 'connection-rate-limited'],
  [true, 1002, 'connection-closed'],
  [true, 1003, 'connection-closed'],
  [true, 1007, 'connection-closed'],
  [true, 1009, 'connection-closed'],
  [true, 1010, 'connection-closed'],
  [true, 4000, 'connection-closed'],
])('opened %s, close code %i: %s', (opened, code, reason) => {
  expect(endOf(opened, code, '')?.reason).toBe(reason);
});

test('close code 1000 is a goodbye', () => {
  expect(endOf(true, 1000, 'bye')).toBeNull();
});

test.each([
  [1000, false],
  [1001, true],
  [1006, true],
  [1008, false],
  [1009, false],
  [1011, true],
  [1012, true],
  [1013, true],
  [4000, false],
])('a line that ended with %i may return: %s', (code, expected) => {
  expect(mayReturn(endOf(true, code, ''))).toBe(expected);
});

test('sends only while it is open', () => {
  const { socket, wire } = listening();
  expect(socket.send('early')).toBe(false);
  socket.open('ws://127.0.0.1');
  expect(socket.send('early')).toBe(false);
  wire.accept();
  expect(socket.send('now')).toBe(true);
  wire.drop(1006);
  expect(socket.send('late')).toBe(false);
  expect(wire.sent).toEqual(['now']);
});

test('ends once, and a dead line is not heard', () => {
  const { ends, messages, socket, wire } = listening();
  socket.open('ws://127.0.0.1');
  wire.accept();
  const { onclose, onmessage } = wire;
  wire.drop(1006);
  onclose?.({ code: 1000, reason: '' } as never);
  expect(ends.map((end) => end?.reason)).toEqual(['connection-lost']);
  expect(wire.onmessage).toBeNull();
  expect(onmessage).not.toBeNull();
  expect(messages).toEqual([]);
});

test('an address that can not be dialled is an end and no exception', () => {
  const ends: SocketEnd[] = [];
  const socket = new Socket(
    () => {
      throw new SyntaxError('not a URL');
    },
    () => undefined,
    (end) => ends.push(end),
  );
  socket.open('nonsense');
  expect(ends[0]?.reason).toBe('connection-refused');
});

test('a socket that the policy of the page forbids, and that is never closed, is refused', () => {
  const { ends, socket, wire } = listening();
  socket.open('ws://127.0.0.1');
  wire.onerror?.({} as never);
  expect(ends.map((end) => end?.reason)).toEqual(['connection-refused']);
  expect(ends[0]?.message).toMatch(/connect-src/);
});

test('an error on an open line says nothing of its own: its close does', () => {
  const { ends, socket, wire } = listening();
  socket.open('ws://127.0.0.1');
  wire.accept();
  wire.onerror?.({} as never);
  expect(ends).toEqual([]);
  wire.drop(1013);
  expect(ends).toMatchObject([{ reason: 'connection-rate-limited' }]);
});

test('hanging up closes the line and is no end that is told', () => {
  const { ends, socket, wire } = listening();
  socket.open('ws://127.0.0.1');
  wire.accept();
  socket.close();
  expect(wire.closedWith).toBe(1000);
  expect(ends).toEqual([]);
});

test('a line that is hung up is still closing, and what comes late from it is not heard', () => {
  const { ends, messages, socket, wire } = listening();
  socket.open('ws://127.0.0.1');
  wire.accept();
  socket.close();
  expect(wire.readyState).toBe(2); // CLOSING
  expect(socket.send('late')).toBe(false);
  wire.say({ type: 'late' });
  wire.drop(1006);
  expect([ends, messages, wire.bufferedAmount]).toEqual([[], [], 0]);
});

/** How an attempt from that page ends, by a browser that blocks with an exception (null) or tells the page nothing. */
function refused(page: string, url: string, wire: ScriptedSocket | null): SocketEnd | undefined {
  vi.stubGlobal('location', { href: page });
  onTestFinished(() => void vi.unstubAllGlobals());
  const ends: SocketEnd[] = [];
  const dial = (): ScriptedSocket => {
    if (wire) return Object.assign(wire, { url: wire.url ?? url });
    throw new DOMException(`${url} is insecure`, 'SecurityError');
  };
  const socket = new Socket(
    dial,
    () => undefined,
    (end) => ends.push(end),
  );
  socket.open(url);
  wire?.drop(1006);
  expect(ends).toHaveLength(1);
  return ends[0];
}

const secret = 'ws://voice.example/v0/evi/chat?access_token=secret';

test.each(['https://app.example/', 'blob:https://app.example/1-2-3'])(
  'mixed content dialled from %s is called so, for good, whatever the browser says of it',
  (page) => {
    for (const wire of [null, new ScriptedSocket()]) {
      const end = refused(page, secret, wire);
      expect(end).toMatchObject({
        reason: 'usage',
        message: expect.stringMatching(/mixed content.*wss:/) as unknown,
      });
      expect(end?.message).not.toContain('secret');
      expect(mayReturn(end ?? null)).toBe(false);
    }
  },
);

test.each(['ws://127.0.0.1:8788/', 'ws://localhost/', 'ws://a.localhost:1/', 'ws://[::1]:8788/'])(
  'a server on this machine, %s, may be down, or blocked by the browser: both are said',
  (url) => {
    expect(refused('https://app.example/', url, new ScriptedSocket())).toMatchObject({
      reason: 'connection-refused',
      message: expect.stringMatching(/mixed content.*Is the server running/) as unknown,
    });
  },
);

test.each<[string, string, Partial<ScriptedSocket>]>([
  ['http://localhost:5173/', secret, {}],
  ['https://app.example/', 'wss://voice.example/', {}],
  // `upgrade-insecure-requests` in the page's policy.
  ['https://app.example/', secret, { url: 'wss://voice.example/' }],
])('%s that can not reach %s has nothing to do with mixed content', (page, url, own) => {
  const end = refused(page, url, Object.assign(new ScriptedSocket(), own));
  expect(end?.reason).toBe('connection-refused');
  expect(end?.message).not.toMatch(/mixed/);
});
