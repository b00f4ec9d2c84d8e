import { Hono } from 'hono';
import type { Engines } from '../../engines/engines.ts';
import type { Synthesiser } from '../../engines/synthesis/synthesiser.ts';
import type { CallerEnv } from '../exchange/caller.ts';
import type { Credentials } from '../access/credentials.ts';
import { readFlag, readPage } from '../exchange/read-request.ts';
import { RestError } from '../exchange/rest-error.ts';
import { identified, tellError } from './rest-routes.ts';

/**
 * What voices there are, below `/v0/tts/voices`: all of them are the engine's own, and are called by their names. They come in the
 * engine's order, by name where `ascending_order` says how; only those that have each `filter_tag`.
 */
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
    const tags = (context.req.queries('filter_tag') ?? []).filter(Boolean).map(readTag);
    const ascending = readFlag(context, 'ascending_order', true);
    const listed =
      (context.req.query('provider') || provider) === provider
        ? synthesiser.voices.filter((voice) => tags.every((tag) => hasTag(synthesiser, voice, tag)))
        : [];
    if (context.req.query('ascending_order')) {
      listed.sort((a, b) => (ascending ? 1 : -1) * a.localeCompare(b, 'en'));
    }
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

interface Tag {
  name: string;
  value: string;
}

/** `TAG:VALUE`; a value may have a colon in it. @throws RestError 400. */
function readTag(text: string): Tag {
  const [, name, value] = /^\s*([^:]+?)\s*:\s*(.+?)\s*$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw RestError.badRequest('filter_tag must be TAG:VALUE, as GENDER:Female.');
  }
  return { name: name.toUpperCase(), value };
}

/** Tags are the same in capitals or not, their values are not. */
function hasTag({ voiceTags = {} }: Synthesiser, voice: string, { name, value }: Tag): boolean {
  const own = Object.hasOwn(voiceTags, voice) ? (voiceTags[voice] ?? {}) : {};
  return Object.entries(own).some(([tag, has]) => tag.toUpperCase() === name && has === value);
}
