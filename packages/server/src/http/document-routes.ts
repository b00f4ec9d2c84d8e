import { PostedName, PostedVersionDescription } from '@vivavoce/evi';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type * as v from 'valibot';
import type { DocumentFilter, Documents, DocumentVersion } from '../store/documents.ts';
import { checkName, readBody, readFlag, readPage, readVersion } from './read-request.ts';
import { RestError } from './rest-error.ts';

/** What sets tools, prompts and configs apart. */
export interface DocumentResource<Posted> {
  /** As `tool`. */
  noun: string;
  documents: Documents;
  posted: v.GenericSchema<unknown, Posted & { name: string; version_description?: Described }>;
  postedVersion: v.GenericSchema<unknown, Posted & { version_description?: Described }>;
  /** What is kept of a body. @throws RestError 400 when it can't be used. */
  toBody: (posted: Posted, name: string) => object | Promise<object>;
  /** Versions as they are answered. */
  toWire: (versions: readonly DocumentVersion[]) => object[] | Promise<object[]>;
  /** Makes a body fit the schema, where EVI takes more than the schema. */
  prepare?: (body: Record<string, unknown>) => void;
}

type Described = string | null | undefined;

/** The nine operations of tools, prompts and configs. */
export function documentRoutes<Posted>(resource: DocumentResource<Posted>): Hono {
  const { noun, documents, toBody, prepare } = resource;
  const routes = new Hono();

  const found = (version: DocumentVersion | undefined) => {
    if (version === undefined) throw RestError.notFound(noun);
    return version;
  };
  const answer = async (context: Context, version: DocumentVersion, status: 200 | 201 = 200) => {
    const [told] = await resource.toWire([version]);
    return context.json(told, status);
  };
  const list = async (context: Context, filter: Omit<DocumentFilter, 'latestOnly'>) => {
    const latestOnly = readFlag(context, 'restrict_to_most_recent', true);
    const page = await documents.list({ ...filter, latestOnly }, readPage(context));
    return context.json({
      page_number: page.number,
      page_size: page.size,
      total_pages: page.total,
      [`${noun}s_page`]: await resource.toWire(page.items),
    });
  };

  routes.get('/', (context) => {
    const name = context.req.query('name');
    return list(context, name === undefined || name === '' ? {} : { name });
  });
  routes.post('/', async (context) => {
    const posted = await readBody(context, resource.posted, prepare);
    checkName('name', posted.name);
    const body = await toBody(posted, posted.name);
    const made = await documents.create(posted.name, posted.version_description ?? null, body);
    return answer(context, made, 201);
  });

  routes.get('/:id', async (context) => {
    const id = context.req.param('id');
    found(await documents.get(id));
    return list(context, { id });
  });
  routes.post('/:id', async (context) => {
    const id = context.req.param('id');
    const posted = await readBody(context, resource.postedVersion, prepare);
    const { name } = found(await documents.get(id));
    const body = await toBody(posted, name);
    const made = await documents.addVersion(id, posted.version_description ?? null, body);
    return answer(context, found(made), 201);
  });
  routes.delete('/:id', async (context) => {
    if (!(await documents.remove(context.req.param('id')))) throw RestError.notFound(noun);
    return context.body(null, 204);
  });
  routes.patch('/:id', async (context) => {
    const { name } = await readBody(context, PostedName);
    checkName('name', name);
    if (!(await documents.rename(context.req.param('id'), name))) throw RestError.notFound(noun);
    return context.text(name);
  });

  routes.get('/:id/version/:version', async (context) => {
    const version = await documents.get(context.req.param('id'), readVersion(context));
    return answer(context, found(version));
  });
  routes.delete('/:id/version/:version', async (context) => {
    const version = readVersion(context);
    const removed = await documents.removeVersion(context.req.param('id'), version);
    if (!removed) throw RestError.notFound(`version of a ${noun}`);
    return context.body(null, 204);
  });
  routes.patch('/:id/version/:version', async (context) => {
    const { version_description: description } = await readBody(context, PostedVersionDescription);
    const id = context.req.param('id');
    const version = await documents.describe(id, readVersion(context), description ?? null);
    return answer(context, found(version));
  });
  return routes;
}
