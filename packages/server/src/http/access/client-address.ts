import { isIP } from 'node:net';
import type { IncomingMessage } from 'node:http';

/** Finds out which address a request comes from. */
export type ClientAddress = (
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
) => string | undefined;

/**
 * Where requests come from. What a client writes into `X-Forwarded-For` proves nothing: only the last entry counts, which the proxy that
 * talks to this server has added, and only where that proxy is trusted to add one to each request.
 */
export function clientAddressBy(trustProxy = false): ClientAddress {
  return ({ headers, socket }) => {
    const peer = socket.remoteAddress;
    const list = headers['x-forwarded-for'];
    if (!trustProxy || list === undefined) return peer;
    const last = withoutPort((Array.isArray(list) ? list.join(',') : list).split(',').at(-1) ?? '');
    return isIP(last) === 0 ? peer : last;
  };
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  const text = entry.trim();
  return /^\[([^\]]*)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}
