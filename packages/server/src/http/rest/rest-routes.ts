import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { ServerError } from '../../base/server-error.ts';
import type { NamedLanguageModels } from '../../replies/language-model/named-language-model.ts';
import type { Database } from '../../store/database/database.ts';
import { libraryIn } from '../../store/documents/library.ts';
import type { WebhookDispatcher } from '../../store/open-store.ts';
import { mostPageBytes, PageTooLargeError } from '../../store/database/page.ts';
import { webhookRoutes } from './webhook-routes.ts';
import type { AudioAddresses } from '../recordings/audio-address.ts';
import { needsKey } from '../exchange/caller.ts';
import type { CallerEnv, InTurnEnv } from '../exchange/caller.ts';
import { chatGroupRoutes, chatRoutes } from './chat-routes.ts';
import { controlRoutes } from './control-routes.ts';
import type { ControlParts } from './control-routes.ts';
import { configResource } from './configs.ts';
import { credentialsInHeaders } from '../access/credentials.ts';
import type { Credentials } from '../access/credentials.ts';
import { documentRoutes } from './document-routes.ts';
import { promptResource } from './prompts.ts';
import type { PublicUrl } from '../access/public-url.ts';
import { addressOf } from '../exchange/read-request.ts';
import { RestError } from '../exchange/rest-error.ts';
import { toolResource } from './tools.ts';

/** What EVI's REST routes are made of. */
export interface RestParts {
  credentials: Credentials;
  database: Database;
  addresses: AudioAddresses;
  publicUrl: PublicUrl;
  webhooks: WebhookDispatcher;
  models: NamedLanguageModels;
  control: ControlParts;
}

/** EVI's REST operations, below `/v0/evi`. @param oneByOne - stands before all of them. */
export function restRoutes(
  parts: RestParts,
  oneByOne: MiddlewareHandler<InTurnEnv>,
): Hono<CallerEnv> {
  const { credentials, database, webhooks, models } = parts;
  const routes = new Hono<CallerEnv>();
  routes.onError(tellError);
  routes.use(identified(credentials));
  routes.use(oneByOne);
  routes.route('/chats', chatRoutes(parts));
  routes.route('/chat_groups', chatGroupRoutes(parts));
  routes.route('/chat', controlRoutes(parts.control));
  routes.use(needsKey);
  const library = (context: Context<CallerEnv>) => libraryIn(database, context.get('caller').owner);
  routes.route(
    '/tools',
    documentRoutes((context) => toolResource(library(context).tools)),
  );
  routes.route(
    '/prompts',
    documentRoutes((context) => promptResource(library(context).prompts)),
  );
  const validators = {
    webhook: webhooks.validateUrl,
    model: (url: string) => models.validateUrl(url),
  };
  routes.route(
    '/configs',
    documentRoutes((context) => configResource(library(context), validators)),
  );
  routes.route('/webhooks/dead', webhookRoutes(database, webhooks.wake));
  return routes;
}

/** Finds out who asks. @throws RestError 401 or 429. */
export function identified(credentials: Credentials): MiddlewareHandler<CallerEnv> {
  return async (context, next) => {
    const shown = credentialsInHeaders((name) => context.req.header(name));
    const caller = await credentials.accept({ ...shown, address: addressOf(context) });
    if (caller === 'slowed') throw RestError.slowed();
    if (caller === 'refused') throw RestError.unauthorized();
    context.set('caller', caller);
    await next();
  };
}

/** Answers with what is wrong. */
export function tellError(error: Error, context: Context): Response {
  const { body, status } = asRestError(error);
  return context.json(body, status);
}

/** What other errors are is for the app to say. */
function asRestError(error: Error): RestError {
  if (error instanceof RestError) return error;
  if (error instanceof PageTooLargeError) return RestError.pageTooLarge(mostPageBytes);
  if (error instanceof ServerError && error.reason === 'database-full') return RestError.full();
  // The log has it from the database.
  if (error instanceof ServerError && error.reason === 'database-failed') {
    return RestError.storageFailed();
  }
  throw error;
}
