import { Hono } from 'hono';
import type { Engines } from '../../engines/engines.ts';
import type { CallerEnv } from '../exchange/caller.ts';
import type { Credentials } from '../access/credentials.ts';
import { readPage } from '../exchange/read-request.ts';
import { identified, tellError } from './rest-routes.ts';

/** What voices there are, below `/v0/tts/voices`: all of them are the engine's own, and are called by their names. */
export function voiceRoutes(
  credentials: Credentials,
  { synthesiser }: Pick<Engines, 'synthesiser'>,
): Hono<CallerEnv> {
  const routes = new Hono<CallerEnv>();
  routes.onError(tellError);
  routes.use(identified(credentials));
  routes.get('/', (context) => {
    const { number, size } = readPage(context);
    const provider = 'HUME_AI';
    const listed =
      (context.req.query('provider') || provider) === provider ? synthesiser.voices : [];
    return context.json({
      page_number: number,
      page_size: size,
      total_pages: Math.ceil(listed.length / size),
      voices_page: listed
        .slice(number * size, (number + 1) * size)
        .map((name) => ({ id: name, name, provider })),
    });
  });
  return routes;
}
