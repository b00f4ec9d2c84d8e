import { createMiddleware } from 'hono/factory';
import type { MiddlewareHandler } from 'hono';
import type { Caller } from '../access/credentials.ts';
import { RestError } from './rest-error.ts';

/** What routes know of a request. */
export interface InTurnEnv {
  Variables: {
    /** Does some more work for the client when it is its turn again. @throws RestError 503. */
    inTurn: <Value>(work: () => Promise<Value>) => Promise<Value>;
  };
}

/** The same, and who asks. */
export interface CallerEnv {
  Variables: InTurnEnv['Variables'] & { caller: Caller };
}

/** What an access token is not good for. @throws RestError 403. */
export const needsKey: MiddlewareHandler<CallerEnv> = createMiddleware<CallerEnv>(
  async (context, next) => {
    if (context.get('caller').confined) throw RestError.needsKey();
    await next();
  },
);
