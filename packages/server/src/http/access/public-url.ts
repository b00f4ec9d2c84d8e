import { ServerError } from '../../base/server-error.ts';
import { hostInHeader, hostOf } from '../../base/host-name.ts';

/** How clients reach the server, where that is not as it listens. */
export interface PublicUrlOptions {
  /**
   * Where clients reach the server, as `https://voice.example` or `https://example.com/voice`: behind a proxy the server itself
   * can't know. Signed addresses of recordings begin with it, and its host may be asked for. Default: as each request came.
   */
  publicUrl?: string | undefined;
  /**
   * Whether `X-Forwarded-Proto` and `X-Forwarded-Host` say where clients reach the server, and the last entry of `X-Forwarded-For` from
   * which address each comes, which limits count by. Only where a proxy sets all three on each request, and nobody can go around it: what
   * clients write there themselves would be believed. Default false.
   */
  trustProxy?: boolean | undefined;
}

/** Where the server is for whoever made a request, without a slash at the end. */
export type PublicUrl = (request: {
  url: string;
  header: (name: string) => string | undefined;
}) => string;

/** Finds out where the server is for its clients. @throws ServerError `invalid-option`. */
export function publicUrlBy({ publicUrl, trustProxy = false }: PublicUrlOptions): PublicUrl {
  const fixed = publicUrl === undefined ? undefined : readPublicUrl(publicUrl);
  return ({ url, header }) => {
    if (fixed !== undefined) return fixed;
    const { protocol, host } = new URL(url);
    if (!trustProxy) return `${protocol}//${host}`;
    // Each proxy adds its own at the end; what a client made up stands before that.
    const scheme = /(?:^|, *)(https?)$/i.exec(header('x-forwarded-proto') ?? '')?.[1];
    const name = header('x-forwarded-host')?.split(',').at(-1)?.trim();
    const known = hostInHeader(name) === undefined ? undefined : name;
    return `${scheme?.toLowerCase() ?? protocol.slice(0, -1)}://${known ?? host}`;
  };
}

/** The hosts that are the server's because it is reached there. */
export function publicHosts({ publicUrl }: PublicUrlOptions): string[] {
  const host = hostOf(publicUrl ?? '');
  return host === undefined ? [] : [host.replace(/^\[|\]$/g, '')];
}

function readPublicUrl(text: string): string {
  if (/^https?:\/\/[^\s?#@]+$/i.test(text) && hostOf(text) !== undefined) {
    return new URL(text).href.replace(/\/+$/, '');
  }
  throw ServerError.invalidOption(
    'publicUrl (--public-url)',
    `"${text}" is no address that clients could use: it must be like https://voice.example`,
  );
}
