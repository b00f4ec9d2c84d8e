import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import type { MiddlewareHandler } from 'hono';

/** Chromium asks again after two hours, whatever it is told. */
const maxAge = 7200;

const granted = cors({
  origin: (origin) => origin,
  // Without a list of headers those that are asked for are named in turn: SDKs have headers of their own.
  allowMethods: (_, context) => [context.req.header('access-control-request-method') ?? 'GET'],
  exposeHeaders: ['*'],
  maxAge,
});

/**
 * Lets a page do all that a program may: any method, any header, and every header of the answer is its to read. For requests
 * whose origin has passed {@link createAccess} alone.
 */
export const openToPage: MiddlewareHandler = createMiddleware(async (context, next) => {
  if (context.req.method === 'OPTIONS') {
    context.header('vary', 'access-control-request-method', { append: true });
    // Chromium before 142 asks so where a page of the network talks to this machine.
    if (context.req.header('access-control-request-private-network') === 'true') {
      context.header('access-control-allow-private-network', 'true');
      context.header('vary', 'access-control-request-private-network', { append: true });
    }
  }
  return granted(context, next);
});
