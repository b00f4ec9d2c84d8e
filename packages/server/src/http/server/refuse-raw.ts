import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { safeHeaders } from './safe-headers.ts';

/** Whoever was refused and does not close is cut off after so long, in ms. */
const lingerMs = 250;

/** Answers an upgrade, or what is no request at all, with an error body, as a request would be, and ends the connection. */
export function refuseRaw(
  socket: Duplex,
  status: number,
  code: string,
  message: string,
  headers: readonly string[] = [],
): void {
  const body = JSON.stringify({ error: message, message, code });
  socket.on('error', () => undefined);
  // What still comes is not read by anybody, and would turn the answer into a reset.
  socket.resume();
  socket.end(
    [
      `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      'Content-Type: application/json',
      ...Object.entries(safeHeaders).map(([name, value]) => `${name}: ${value}`),
      `Content-Length: ${String(Buffer.byteLength(body))}`,
      ...headers,
      '',
      body,
    ].join('\r\n'),
  );
  const late = setTimeout(() => {
    socket.destroy();
  }, lingerMs);
  socket.once('close', () => {
    clearTimeout(late);
  });
}
