import { Hono } from 'hono';
import type { Context } from 'hono';
import { ServerError } from '../server-error.ts';
import type { NamedLanguageModels } from '../speech/named-language-model.ts';
import type { Database } from '../store/database.ts';
import type { Library } from '../store/library.ts';
import type { WebhookDesk } from '../store/open-store.ts';
import { mostPageBytes, PageTooLargeError } from '../store/page.ts';
import { webhookRoutes } from './webhook-routes.ts';
import type { AudioAddresses } from './audio-address.ts';
import { chatGroupRoutes, chatRoutes } from './chat-routes.ts';
import { configResource } from './configs.ts';
import type { Credentials, GivenCredentials } from './credentials.ts';
import { documentRoutes } from './document-routes.ts';
import { promptResource } from './prompts.ts';
import { addressOf } from './read-request.ts';
import { RestError } from './rest-error.ts';
import { oneByOne } from './one-by-one.ts';
import { toolResource } from './tools.ts';

/** What EVI's REST routes are made of. */
export interface RestParts {
  credentials: Credentials;
  library: Library;
  database: Database;
  addresses: AudioAddresses;
  webhooks: WebhookDesk;
  models: NamedLanguageModels;
}

/** EVI's REST operations, below `/v0/evi`. */
export function restRoutes(parts: RestParts): Hono {
  const { credentials, library, database, webhooks, models } = parts;
  const routes = new Hono();
  routes.onError(tellError);
  routes.use(async (context, next) => {
    const verdict = await credentials.accept(givenIn(context));
    if (verdict === 'slowed') throw RestError.slowed();
    if (verdict === 'refused') throw RestError.unauthorized();
    await next();
  });
  routes.use(oneByOne(credentials.open));
  routes.route('/tools', documentRoutes(toolResource(library.tools)));
  routes.route('/prompts', documentRoutes(promptResource(library.prompts)));
  const complaints = {
    webhook: webhooks.complaint,
    model: (url: string) => models.complaint(url),
  };
  routes.route('/configs', documentRoutes(configResource(library, complaints)));
  routes.route('/chats', chatRoutes(parts));
  routes.route('/chat_groups', chatGroupRoutes(parts));
  routes.route('/webhooks/dead', webhookRoutes(database, webhooks.poke));
  return routes;
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

function givenIn(context: Context): GivenCredentials {
  const apiKey = context.req.header('x-hume-api-key');
  const token = /^bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  return {
    address: addressOf(context),
    ...(apiKey !== undefined && { apiKey }),
    ...(token !== undefined && { accessToken: token }),
  };
}
