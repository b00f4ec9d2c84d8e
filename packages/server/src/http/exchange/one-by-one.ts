import { createHash } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { FairQueue } from '../../base/fair-queue.ts';
import type { InTurnEnv } from './caller.ts';
import { addressOf } from './read-request.ts';
import { RestError } from './rest-error.ts';
import { UnreadAnswers } from '../server/unread-answers.ts';

/** Of one client so many requests that read are under way at a time, and as many that write. */
const mostUnderWay = 4;

/**
 * Lets requests begin one after the other, and none of a client that leaves too much unread.
 *
 * @param open - whether any key will do: none tells one client from another then.
 * @throws RestError 503.
 */
export function oneByOne(open: boolean): MiddlewareHandler<InTurnEnv> {
  // What is written may have to wait for another process, and keeps nobody waiting who reads.
  const reading = new FairQueue(mostUnderWay);
  const writing = new FairQueue(mostUnderWay);
  const unread = new UnreadAnswers();
  return async (context, next) => {
    // Whoever does not send what he has announced keeps nobody waiting. What goes wrong shows when it is read.
    await context.req.text().catch(() => undefined);
    const turns = context.req.method === 'GET' ? reading : writing;
    const client = clientOf(context, open);
    const inTurn = async <Value>(work: () => Promise<Value>): Promise<Value> => {
      if (!(await turns.take(client))) throw RestError.tooBusy();
      try {
        return await work();
      } finally {
        turns.end(client);
      }
    };
    context.set('inTurn', (work) => {
      unread.look(client);
      return inTurn(work);
    });
    await inTurn(async () => {
      if (unread.tooMuchOf(client)) throw RestError.tooBusy();
      const { outgoing } = context.env as Partial<HttpBindings>;
      if (outgoing) unread.add(client, outgoing);
      await next();
    });
  };
}

/** Who asks, as far as it can be told: an address, and what it shows. */
function clientOf(context: Context, open: boolean): string {
  const address = addressOf(context) ?? '';
  if (open) return address;
  const { req } = context;
  const shown = `${req.header('x-hume-api-key') ?? ''} ${req.header('authorization') ?? ''}`;
  return `${address} ${createHash('sha256').update(shown).digest('base64')}`;
}
