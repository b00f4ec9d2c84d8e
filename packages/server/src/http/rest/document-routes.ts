import { PostedName, PostedVersionDescription } from '@vivavoce/evi';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type * as v from 'valibot';
import type { DocumentVersion } from '../../store/documents/document-version.ts';
import type { DocumentFilter, Documents } from '../../store/documents/documents.ts';
import type { DraftDocument } from '../../store/documents/draft-document.ts';
import { answerPage } from '../exchange/answer-page.ts';
import type { CallerEnv } from '../exchange/caller.ts';
import { checkName, readBody, readFlag, readPage, readVersion } from '../exchange/read-request.ts';
import { RestError } from '../exchange/rest-error.ts';

/** What sets tools, prompts and configs apart. */
export interface DocumentResource<Posted> {
  /** As `tool`. */
  noun: string;
  documents: Documents;
  posted: v.GenericSchema<unknown, Posted & { name: string; version_description?: Described }>;
  postedVersion: v.GenericSchema<unknown, Posted & { version_description?: Described }>;
  /** What is kept of a body. @throws RestError 400 when it can't be used. */
  toBody: (posted: Posted, name: string) => Prepared | Promise<Prepared>;
  /** Versions as they are answered. */
  toWire: (versions: readonly DocumentVersion[]) => object[] | Promise<object[]>;
  /** How much other documents each of these brings along in an answer, in bytes. */
  along?: (versions: readonly DocumentVersion[]) => Promise<number[]>;
  /** Makes a body fit the schema, where EVI takes more than the schema. */
  prepare?: (body: Record<string, unknown>) => void;
}

/** What is to be kept. */
export interface Prepared {
  body: object;
  /** What is made with it, or not at all. */
  along?: readonly DraftDocument[];
}

type Described = string | null | undefined;

/** The nine operations of tools, prompts and configs. @param resourceOf - those of whoever asks. */
export function documentRoutes<Posted>(
  resourceOf: (context: Context<CallerEnv>) => DocumentResource<Posted>,
): Hono<CallerEnv> {
  const routes = new Hono<CallerEnv>();

  const list = async (context: Context<CallerEnv>, filter: Omit<DocumentFilter, 'latestOnly'>) => {
    const resource = resourceOf(context);
    const { noun, documents } = resource;
    const latestOnly = readFlag(context, 'restrict_to_most_recent', true);
    const listed = await documents.list({ ...filter, latestOnly }, readPage(context));
    const page = resource.along ? await listed.with(resource.along) : listed;
    const about = { page_number: page.number, page_size: page.size, total_pages: page.total };
    return answerPage(context, about, `${noun}s_page`, page, resource.toWire);
  };

  routes.get('/', (context) => {
    const name = context.req.query('name');
    return list(context, name === undefined || name === '' ? {} : { name });
  });
  routes.post('/', async (context) => {
    const resource = resourceOf(context);
    const posted = await readBody(context, resource.posted, resource.prepare);
    checkName('name', posted.name);
    const { body, along } = await resource.toBody(posted, posted.name);
    const description = posted.version_description ?? null;
    const made = await resource.documents.create(posted.name, description, body, along);
    return answer(context, resource, made, 201);
  });

  routes.get('/:id', async (context) => {
    const id = context.req.param('id');
    const resource = resourceOf(context);
    found(resource, await resource.documents.get(id));
    return list(context, { id });
  });
  routes.post('/:id', async (context) => {
    const id = context.req.param('id');
    const resource = resourceOf(context);
    const posted = await readBody(context, resource.postedVersion, resource.prepare);
    const { name } = found(resource, await resource.documents.get(id));
    const { body, along } = await resource.toBody(posted, name);
    const description = posted.version_description ?? null;
    const made = await resource.documents.addVersion(id, description, body, along);
    return answer(context, resource, found(resource, made), 201);
  });
  routes.delete('/:id', async (context) => {
    const { noun, documents } = resourceOf(context);
    if (!(await documents.remove(context.req.param('id')))) throw RestError.notFound(noun);
    return context.body(null, 204);
  });
  routes.patch('/:id', async (context) => {
    const { noun, documents } = resourceOf(context);
    const { name } = await readBody(context, PostedName);
    checkName('name', name);
    if (!(await documents.rename(context.req.param('id'), name))) throw RestError.notFound(noun);
    return context.text(name);
  });

  routes.get('/:id/version/:version', async (context) => {
    const resource = resourceOf(context);
    const version = await resource.documents.get(context.req.param('id'), readVersion(context));
    return answer(context, resource, found(resource, version));
  });
  routes.delete('/:id/version/:version', async (context) => {
    const { noun, documents } = resourceOf(context);
    const version = readVersion(context);
    const removed = await documents.removeVersion(context.req.param('id'), version);
    if (!removed) throw RestError.notFound(`version of a ${noun}`);
    return context.body(null, 204);
  });
  routes.patch('/:id/version/:version', async (context) => {
    const resource = resourceOf(context);
    const { version_description: description } = await readBody(context, PostedVersionDescription);
    const id = context.req.param('id');
    const number = readVersion(context);
    const version = await resource.documents.describe(id, number, description ?? null);
    return answer(context, resource, found(resource, version));
  });
  return routes;
}

/** @throws RestError 404. */
function found(
  { noun }: Pick<DocumentResource<unknown>, 'noun'>,
  version: DocumentVersion | undefined,
): DocumentVersion {
  if (version === undefined) throw RestError.notFound(noun);
  return version;
}

async function answer(
  context: Context,
  { toWire }: Pick<DocumentResource<unknown>, 'toWire'>,
  version: DocumentVersion,
  status: 200 | 201 = 200,
): Promise<Response> {
  const [told] = await toWire([version]);
  return context.json(told, status);
}
