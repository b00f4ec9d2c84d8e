import { Hono } from 'hono';
import type { Database } from '../../store/database/database.ts';
import {
  deadDeliveries,
  removeDelivery,
  reviveDelivery,
} from '../../store/deliveries/deliveries.ts';
import { RestError } from '../exchange/rest-error.ts';
import type { CallerEnv } from '../exchange/caller.ts';

const mostListed = 100;

/** Webhook events that were given up, below `/webhooks/dead`: this server's own routes, EVI has none for them. */
export function webhookRoutes(database: Database, wake: () => void): Hono<CallerEnv> {
  const routes = new Hono<CallerEnv>();
  routes.get('/', async (context) => {
    const dead = await deadDeliveries(database, context.get('caller').owner, mostListed);
    return context.json({
      dead_page: dead.map((delivery) => ({
        id: delivery.id,
        url: delivery.url,
        event_name: delivery.eventName,
        event: JSON.parse(delivery.body) as unknown,
        attempts: delivery.attempts,
        created_at: delivery.createdMs,
        last_error: delivery.lastError,
      })),
    });
  });
  routes.post('/:id/retry', async (context) => {
    const { owner } = context.get('caller');
    const revived = await reviveDelivery(database, context.req.param('id'), owner);
    if (!revived) throw RestError.notFound('dead webhook event');
    wake();
    return context.body(null, 202);
  });
  routes.delete('/:id', async (context) => {
    const { owner } = context.get('caller');
    const removed = await removeDelivery(database, context.req.param('id'), 'dead', owner);
    if (!removed) throw RestError.notFound('dead webhook event');
    return context.body(null, 204);
  });
  return routes;
}
