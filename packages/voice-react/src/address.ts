/** Hosts that are this machine, where nothing is encrypted. */
const own = /^(localhost|127\.|\[::1\])/;

/**
 * The server's address, from what `hostname` takes: a host with or without a port, a whole address, or a path on the page's own server.
 *
 * @param otherwise what takes its place. Default: a server on this machine
 * @throws TypeError for what is no address
 */
export function addressOf(
  hostname: string | undefined,
  otherwise: string | undefined,
  query: Readonly<Record<string, unknown>>,
): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const host = hostname || otherwise || '127.0.0.1:8788';
  // A path on the page's own server.
  if (host.startsWith('/') && given.length === 0) return host;
  const scheme = own.test(host) ? 'ws:' : 'wss:';
  const url = host.startsWith('/')
    ? new URL(host, location.href)
    : new URL(/^\w+:\/\//.test(host) ? host : `${scheme}//${host}`);
  for (const [name, value] of given) append(url.searchParams, name, value);
  return url.href;
}

// As the SDK writes them: lists by repeating the name, objects as name[key].
function append(query: URLSearchParams, name: string, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) append(query, name, item);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) append(query, `${name}[${key}]`, inner);
  } else if (value !== undefined && value !== null) query.append(name, `${value as string}`);
}
