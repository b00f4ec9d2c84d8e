import { isIP } from 'node:net';

/**
 * The host of a URL, as it is compared: lower case, an international name in its ASCII form, an IPv6 address in brackets,
 * and without the dot that may end a name. Undefined where there is none.
 */
export function hostOf(url: string): string | undefined {
  try {
    return new URL(url).hostname.replace(/\.$/, '') || undefined;
  } catch {
    return undefined;
  }
}

/** The same for the value of a `Host` header. A port is not part of it, anything else makes it none. */
export function hostInHeader(header: string | undefined): string | undefined {
  return header !== undefined && /^[^\s/?#@\\]+$/.test(header)
    ? hostOf(`http://${header}`)
    : undefined;
}

/** Whether a host, as {@link hostOf} gives it, is an address in numbers: it can't be pointed anywhere else. */
export function isNumeric(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

/** Whether a host, as {@link hostOf} gives it, is this machine and nothing else. */
export function isLoopbackHost(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  if (host === '[::1]' || /^\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\]$/.test(host)) return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** A host as it stands before the port in an address: IPv6 in brackets, its zone as RFC 6874 writes it. */
export function hostInUrl(host: string): string {
  return isIP(host) === 6 ? `[${host.replace('%', '%25')}]` : host;
}

/**
 * Where a server that listens can be opened.
 *
 * @param host - what it was told to listen on.
 * @param bound - what it listens on. "Every address" is no address to go to: this machine's own stands for it.
 */
export function serverUrl(
  host: string,
  bound: { address: string; port: number },
  scheme: 'http' | 'https' = 'http',
): string {
  const own = { '0.0.0.0': '127.0.0.1', '::': '::1' }[bound.address] ?? host;
  return `${scheme}://${hostInUrl(own)}:${String(bound.port)}`;
}

/** A name that a request may be for. */
export interface HostPattern {
  name: string;
  /** `itself`: `name` alone; `below`: names below it; `both`. */
  covers: 'itself' | 'below' | 'both';
}

/** Reads `name`, `*.name` (all names below it) or `.name` (both). Undefined where it is none of these. */
export function readHostPattern(text: string): HostPattern | undefined {
  const [, prefix = '', rest = ''] = /^(\*?\.)?(.*)$/s.exec(text) ?? [];
  const bare = isIP(rest) === 6 ? `[${rest}]` : rest;
  if (!/^(\[[\da-f:.]+\]|[^\s:/?#@\\*[\]]+)$/i.test(bare)) return undefined;
  const name = hostOf(`http://${bare}`);
  if (name === undefined || (prefix !== '' && isNumeric(name))) return undefined;
  return { name, covers: prefix === '' ? 'itself' : prefix === '.' ? 'both' : 'below' };
}

/** Whether a host, as {@link hostOf} gives it, is one that the pattern means. */
export function isMeant(host: string, { name, covers }: HostPattern): boolean {
  if (host === name) return covers !== 'below';
  return covers !== 'itself' && host.endsWith(`.${name}`);
}
