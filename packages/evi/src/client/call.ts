import type * as v from 'valibot';
import { findFieldError } from '../codec/field-error.ts';
import { postedError } from '../codec/posted-error.ts';
import { EviError } from './evi-error.ts';
import { type HttpRequest, Misfit, type RequestOptions, type Send } from './http.ts';
import { type PageInfo, Paged, type PageQuery } from './paged.ts';

/** How an operation is called: the resource's own path, the steps below it, and what goes along. */
export interface Call {
  method: HttpRequest<unknown>['method'];
  /** Steps of the path below `/v0/evi`. Ids and versions are checked and escaped. */
  path: readonly (string | number)[];
  query?: HttpRequest<unknown>['query'];
  /** The body and the schema it must fit. */
  body?: { schema: v.GenericSchema; value: unknown };
}

/** Calls operations: checks what goes out and what comes back. */
export interface Caller {
  /** Calls an operation that answers JSON. */
  json<Schema extends v.GenericSchema>(
    call: Call,
    answer: Schema,
    options?: RequestOptions,
  ): Promise<v.InferOutput<Schema>>;
  /** Calls an operation that answers plain text. */
  text(call: Call, options?: RequestOptions): Promise<string>;
  /** Calls an operation that answers nothing. */
  none(call: Call, options?: RequestOptions): Promise<void>;
  /** Calls an operation that answers in pages. */
  paged<Page extends PageInfo, Item>(
    path: Call['path'],
    query: PageQuery & NonNullable<Call['query']>,
    answer: v.GenericSchema<Page>,
    items: (page: Page) => readonly (Item | null | undefined)[],
    options?: RequestOptions,
  ): Paged<Page, Item>;
}

/** Makes the caller all resources share. */
export function createCaller(send: Send): Caller {
  const call = async <Answer>(
    what: Call,
    read: (text: string) => Answer,
    options: RequestOptions | undefined,
  ): Promise<Answer> => send(prepare(what, read), options);

  const caller: Caller = {
    json: (what, answer, options) => call(what, reader(answer), options),
    text: (what, options) => call(what, (text) => text, options),
    none: (what, options) => call(what, () => undefined, options),
    paged: (path, { pageNumber, pageSize, ...query }, answer, items, options) =>
      new Paged(
        pageNumber,
        (page_number) =>
          caller.json(
            { method: 'GET', path, query: { page_number, page_size: pageSize, ...query } },
            answer,
            options,
          ),
        items,
      ),
  };
  return caller;
}

function prepare<Answer>(
  { method, path, query, body }: Call,
  read: (text: string) => Answer,
): HttpRequest<Answer> {
  const address = `/v0/evi/${path.map(step).join('/')}`;
  const invalid = (why: string) =>
    new EviError('invalid-request', `Failed to ${method} ${address}: because ${why}.`);
  if (path.some((part) => !isStep(part))) {
    throw invalid('an id is empty or a version is no whole number from 0 up');
  }
  for (const [name, value] of Object.entries(query ?? {})) {
    if (typeof value === 'number' && !isStep(value)) {
      throw invalid(`${name} is no whole number from 0 up`);
    }
  }
  const fault = body && postedError(body.schema, body.value);
  if (fault) throw invalid(`of the body, ${fault}`);
  return {
    method,
    path: address,
    query,
    body: body && { type: 'application/json', text: JSON.stringify(body.value) },
    // GET, DELETE and PATCH say how things shall be; a POST adds something each time.
    repeatable: method !== 'POST',
    read,
  };
}

// "." and ".." would not be escaped and lead to another operation.
function isStep(part: string | number): boolean {
  return typeof part === 'number' ? Number.isInteger(part) && part >= 0 : !/^\.{0,2}$/.test(part);
}

function step(part: string | number): string {
  return encodeURIComponent(part);
}

// The parsed JSON itself is handed on: unknown fields stay in it.
function reader<Schema extends v.GenericSchema>(
  schema: Schema,
): (text: string) => v.InferOutput<Schema> {
  return (text) => {
    const json: unknown = text === '' ? undefined : (JSON.parse(text) as unknown);
    const fault = findFieldError(schema, json);
    if (fault) throw new Misfit(fault.detail);
    return json;
  };
}
