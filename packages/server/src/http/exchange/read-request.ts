import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import { nestsTooDeep } from '../../base/nesting.ts';
import type { PageRequest } from '../../store/database/page.ts';
import type { ClientAddress } from '../access/client-address.ts';
import { checkSizes } from './body-limits.ts';
import { issueOf } from '../../base/validation-error.ts';
import { RestError } from './rest-error.ts';

const defaultPageSize = 10;
const largestPage = 100;

/** Finds out, before anything else looks at a request, where it came from. */
export function fromAddress(clientAddress: ClientAddress): MiddlewareHandler {
  return (context, next) => {
    const { incoming } = context.env as Partial<HttpBindings>;
    if (incoming) context.set('address', clientAddress(incoming));
    return next();
  };
}

/** The address a request came from. */
export function addressOf(context: Context): string | undefined {
  return context.get('address') as string | undefined;
}

/** Which page is asked for: `page_number` from 0, `page_size` 1 to 100. @throws RestError 400. */
export function readPage(context: Context): PageRequest {
  const number = readWhole(context, 'page_number') ?? 0;
  const size = readWhole(context, 'page_size') ?? defaultPageSize;
  if (size < 1 || size > largestPage) {
    throw RestError.badRequest(`page_size must be between 1 and ${String(largestPage)}.`);
  }
  return { number, size };
}

/** A query parameter that is true or false. @throws RestError 400. */
export function readFlag(context: Context, name: string, otherwise: boolean): boolean {
  const text = context.req.query(name)?.toLowerCase();
  if (text === undefined || text === '') return otherwise;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw RestError.badRequest(`${name} must be true or false.`);
}

/** The whole number at the end of the path. @throws RestError 400. */
export function readVersion(context: Context): number {
  return wholeNumber(context.req.param('version') ?? '', 'version');
}

/**
 * The JSON body, read by a schema of evi's. Fields that the schema does not know stay in it, since newer clients may send them.
 *
 * @throws RestError 400, which names the field at fault and not its value.
 */
export async function readBody<Value>(
  context: Context,
  schema: v.GenericSchema<unknown, Value>,
  prepare: (body: Record<string, unknown>) => void = () => undefined,
): Promise<Value> {
  const text = await context.req.text();
  if (nestsTooDeep(text)) throw RestError.badRequest('The body is nested too deep.');
  const body = parsed(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw RestError.badRequest('The body must be a JSON object.');
  }
  checkSizes(body);
  prepare(body as Record<string, unknown>);
  const read = v.safeParse(schema, body);
  if (read.success) return read.output;
  throw RestError.badRequest(`${issueOf(read.issues[0], 'The body')}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw RestError.badRequest('The body is not JSON.');
  }
}

/** What has no name can't be called by it, and in a list `name` would not find it. @throws RestError 400. */
export function checkName(field: string, name: string): void {
  if (name.trim() === '') throw RestError.badRequest(`${field} must not be empty.`);
}

function readWhole(context: Context, name: string): number | undefined {
  const text = context.req.query(name);
  return text === undefined || text === '' ? undefined : wholeNumber(text, name);
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,9}$/.test(text)) throw RestError.badRequest(`${name} must be a whole number from 0.`);
  return Number(text);
}
