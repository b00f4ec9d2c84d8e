import type { Log } from '../../base/log.ts';
import { ServerError } from '../../base/server-error.ts';
import {
  hostInHeader,
  hostInUrl,
  hostOf,
  isLoopbackHost,
  isMeant,
  isNumeric,
  readHostPattern,
} from '../../base/host-name.ts';
import type { HostPattern } from '../../base/host-name.ts';

/** What decides who may talk to the server. */
export interface AccessRules {
  /** The host the server was told to listen on. */
  host: string;
  /** Web origins allowed beside those of this machine, as `https://app.example`. */
  allowedOrigins: readonly string[];
  /** Names the server is reached by beside `host` and those of this machine. */
  allowedHosts: readonly string[];
}

/** What a request says of where it comes from. */
export interface AskedBy {
  origin: string | undefined;
  host: string | undefined;
  /** `Sec-Fetch-Site`: where a browser says the page is from that asks, also where it names no origin. */
  site?: string | undefined;
}

/** Why a request is not answered. */
export interface Refusal {
  code: 'forbidden_host' | 'forbidden_origin';
  message: string;
}

/** Decides who is answered. */
export interface Access {
  /** Why this one is not; undefined: it is. */
  refusal: (by: AskedBy) => Refusal | undefined;
}

/** So many are told of: a hostile page is not to fill the log. */
const mostTold = 20;

/**
 * Who may be answered.
 *
 * A browser says in `Origin` which page asks: pages of this machine and those allowed may, a page from the web may not.
 * A name in `Host` that is neither this machine's nor allowed is a page whose own name was pointed at this address (DNS rebinding).
 * Pictures, frames and forms of a page are asked for without an `Origin`: then `Sec-Fetch-Site` says that it is from elsewhere.
 * Programs send neither.
 *
 * A page learns nothing of why its socket was refused, so whoever runs the server is told, once for each.
 *
 * @throws ServerError `invalid-option`, for an allowed origin that no browser would send, and a host that is no name.
 */
export function createAccess(rules: AccessRules, log: Log): Access {
  for (const origin of rules.allowedOrigins) checkOrigin(origin);
  const own = hostOf(`http://${hostInUrl(rules.host)}`);
  const allowed = rules.allowedHosts.map(readHost);
  const told = new Set<string>();
  const tell = (message: string): void => {
    if (told.size >= mostTold || told.has(message)) return;
    told.add(message);
    log({ level: 'warning', message });
  };
  return {
    refusal({ origin, host: header, site }) {
      const host = hostInHeader(header);
      if (!isOwnHost(host, own, allowed)) {
        const way = wayIn(host);
        tell(`A request for the host ${shown(host ?? header)} was turned away. ${way}`);
        const message = `This server does not answer to the name ${shown(host)}. ${way}`;
        return { code: 'forbidden_host', message };
      }
      const message = 'This page may not talk to this server.';
      // Of one site are pages of other names, too; on this machine they are its own.
      const elsewhere =
        site === 'cross-site' ||
        (site === 'same-site' && host !== undefined && !isLoopbackHost(host));
      if (origin === undefined && elsewhere) {
        tell('A picture, frame, link or form of a page from elsewhere was turned away.');
        return { code: 'forbidden_origin', message };
      }
      if (isAllowedOrigin(origin, rules)) return undefined;
      tell(
        hostOf(origin ?? '') === undefined
          ? 'A page without an origin, such as a file or a sandboxed frame, was turned away. Is it yours? Then serve it over http.'
          : `A page of ${shown(origin)} was turned away. Is it yours? Then start with --allow-origin ${shown(origin)}.`,
      );
      return { code: 'forbidden_origin', message };
    },
  };
}

function wayIn(host: string | undefined): string {
  return host === undefined
    ? 'A request has to name the server in its Host header.'
    : `Is it your name for this server? Then start with --allow-host ${shown(host)} (in code: allowedHosts).`;
}

/** A scheme, a port or a path would never be met; a name for all names would let every page in. */
function readHost(text: string): HostPattern {
  const pattern = readHostPattern(text);
  if (pattern !== undefined) return pattern;
  throw ServerError.invalidOption(
    'allowedHosts (--allow-host)',
    `"${text}" is no name of a host: it must be like evi, box.local or *.example.com, without a scheme, port or path`,
  );
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

function isOwnHost(
  host: string | undefined,
  own: string | undefined,
  allowed: readonly HostPattern[],
): boolean {
  if (host === undefined) return false;
  return (
    isLoopbackHost(host) ||
    isNumeric(host) ||
    host === own ||
    allowed.some((pattern) => isMeant(host, pattern))
  );
}

function isAllowedOrigin(origin: string | undefined, { allowedOrigins }: AccessRules): boolean {
  if (origin === undefined || allowedOrigins.includes(origin)) return true;
  const name = hostOf(origin);
  return name !== undefined && isLoopbackHost(name);
}
