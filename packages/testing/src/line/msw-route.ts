import { http } from 'msw';
import type { RequestHandler } from 'msw';

/**
 * A route of a scripted service behind msw.
 *
 * @param url of the service, scheme and host: `wss:` or `https:`
 */
export function mswRoute(
  url: string,
  path: string,
  answer: (request: Request) => Promise<Response>,
): RequestHandler {
  return http.post(`${url.replace(/^ws/, 'http')}${path}`, ({ request }) => answer(request));
}
