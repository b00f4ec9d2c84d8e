/**
 * The origin of a page of another site, which a browser names; null for a page of the handler's own, and for whoever is no browser.
 * Behind a proxy the address of the request may be another than the page's.
 */
export function foreignOrigin({ headers, url }: Request): string | null {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return null;
  if (origin === null) return site === null ? null : 'null';
  if (site !== null) return origin;
  const own = [headers.get('x-forwarded-host'), headers.get('host'), hostOf(url)];
  return own.includes(hostOf(origin)) ? null : origin;
}

function hostOf(url: string): string | null {
  try {
    return new URL(url).host;
  } catch {
    return null;
  }
}

/** Lets a page of another origin read the answer, where it may ask at all. */
export function grant(answer: Response, request: Request, origins: readonly string[]): Response {
  if (origins.length === 0) return answer;
  const origin = request.headers.get('origin') ?? '';
  answer.headers.append('vary', 'origin');
  if (!origins.includes(origin)) return answer;
  answer.headers.set('access-control-allow-origin', origin);
  answer.headers.set('access-control-allow-credentials', 'true');
  if (request.method === 'OPTIONS') {
    answer.headers.set('access-control-allow-methods', 'GET, POST');
    const asked = request.headers.get('access-control-request-headers');
    if (asked !== null) answer.headers.set('access-control-allow-headers', asked);
  }
  return answer;
}
