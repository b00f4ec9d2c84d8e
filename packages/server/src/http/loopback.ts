import { isIP } from 'node:net';

/** Whether a host name means this machine and nothing else. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

/** What decides who may talk to the server. */
export interface AccessRules {
  /** The host the server was told to listen on. */
  host: string;
  /** Web origins allowed beside those of this machine, as `https://app.example`. */
  allowedOrigins: readonly string[];
}

/**
 * Whether a request may be answered.
 *
 * A browser says in `Origin` which page asks: pages of this machine and those allowed may, a page from the web may not.
 * A name in `Host` that is not this machine's is a page whose own name was pointed at this address (DNS rebinding).
 * Programs send no `Origin`.
 */
export function mayAsk(
  headers: { origin: string | undefined; host: string | undefined },
  rules: AccessRules,
): boolean {
  return isOwnHost(headers.host, rules) && isAllowedOrigin(headers.origin, rules);
}

function isOwnHost(header: string | undefined, { host }: AccessRules): boolean {
  const name = hostOf(`http://${header ?? ''}`);
  if (name === undefined) return false;
  // A number is no name that could be pointed anywhere.
  return (
    isLoopbackHost(name) || isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === host.toLowerCase()
  );
}

function isAllowedOrigin(origin: string | undefined, { allowedOrigins }: AccessRules): boolean {
  if (origin === undefined || allowedOrigins.includes(origin)) return true;
  const name = hostOf(origin);
  return name !== undefined && isLoopbackHost(name);
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
}
