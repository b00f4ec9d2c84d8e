import { isIP } from 'node:net';
import type { Log } from '../log.ts';
import { ServerError } from '../server-error.ts';

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

/** What a request says of where it comes from. */
export interface AskedBy {
  origin: string | undefined;
  host: string | undefined;
}

/** Decides who is answered. */
export interface Access {
  mayAsk: (by: AskedBy) => boolean;
}

/** So many are told of: a hostile page is not to fill the log. */
const mostTold = 20;

/**
 * Who may be answered.
 *
 * A browser says in `Origin` which page asks: pages of this machine and those allowed may, a page from the web may not.
 * A name in `Host` that is not this machine's is a page whose own name was pointed at this address (DNS rebinding).
 * Programs send no `Origin`.
 *
 * A page learns nothing of why its socket was refused, so whoever runs the server is told, once for each.
 *
 * @throws ServerError `invalid-option`, for an allowed origin that no browser would send.
 */
export function createAccess(rules: AccessRules, log: Log): Access {
  for (const origin of rules.allowedOrigins) checkOrigin(origin);
  const told = new Set<string>();
  const tell = (message: string): void => {
    if (told.size >= mostTold || told.has(message)) return;
    told.add(message);
    log({ level: 'warning', message });
  };
  return {
    mayAsk({ origin, host }) {
      if (!isOwnHost(host, rules)) {
        tell(
          `A request for the host ${shown(host)} was turned away: it is not this server's (--host).`,
        );
        return false;
      }
      if (isAllowedOrigin(origin, rules)) return true;
      tell(
        hostOf(origin ?? '') === undefined
          ? 'A page without an origin, such as a file or a sandboxed frame, was turned away. Is it yours? Then serve it over http.'
          : `A page of ${shown(origin)} was turned away. Is it yours? Then start with --allow-origin ${shown(origin)}.`,
      );
      return false;
    },
  };
}

/** An origin ends with its host or port; with a slash or a path behind it, it is like none that a browser sends. */
function checkOrigin(origin: string): void {
  if (origin === 'null' || /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+$/.test(origin)) return;
  throw ServerError.invalidOption(
    'allowedOrigins (--allow-origin)',
    `"${origin}" is no origin: it must be like https://app.example, without anything behind it`,
  );
}

/** What came from outside, at a length that can be read. */
function shown(name = ''): string {
  return name.slice(0, 200) || '(none)';
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
