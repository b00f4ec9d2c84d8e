import type * as v from 'valibot';
import { PostedName, PostedVersionDescription } from '../rest/versions.ts';
import type { Caller } from './call.ts';
import type { RequestOptions } from './http.ts';
import type { PageInfo, Paged, PageQuery } from './paged.ts';

/** Which versions to list. */
export interface ListVersionsQuery extends PageQuery {
  /** Whether only the latest version of each is wanted. Default: the server's. */
  restrictToMostRecent?: boolean | undefined;
}

/** Which of the account's tools, prompts or configs to list. */
export interface ListQuery extends ListVersionsQuery {
  /** Only those with this name. */
  name?: string | undefined;
}

/**
 * Tools, prompts and configs all work alike: each has versions counted from 0, and every change but a new name or
 * description makes a new one. All methods reject with an {@link EviError}.
 */
export interface VersionedResource<Item, Page extends PageInfo, Answer, New, NewVersion> {
  /** Lists what the account has. */
  list(query?: ListQuery, options?: RequestOptions): Paged<Page, Item>;
  /** Makes a new one, version 0. Not repeated after anything but a 429. */
  create(body: New, options?: RequestOptions): Promise<Answer>;
  /** Lists the versions of one. */
  listVersions(id: string, query?: ListVersionsQuery, options?: RequestOptions): Paged<Page, Item>;
  /** Makes the next version. Not repeated after anything but a 429. */
  createVersion(id: string, body: NewVersion, options?: RequestOptions): Promise<Answer>;
  /** Deletes all versions. */
  delete(id: string, options?: RequestOptions): Promise<void>;
  /** Renames all versions. Answers what the server says. */
  updateName(id: string, body: PostedName, options?: RequestOptions): Promise<string>;
  /** Fetches one version. */
  getVersion(id: string, version: number, options?: RequestOptions): Promise<Answer>;
  /** Deletes one version. */
  deleteVersion(id: string, version: number, options?: RequestOptions): Promise<void>;
  /** Describes one version anew. */
  updateDescription(
    id: string,
    version: number,
    body?: PostedVersionDescription,
    options?: RequestOptions,
  ): Promise<Answer>;
}

/** What sets one versioned resource apart from the others. */
export interface VersionedSchemas<Item, Page extends PageInfo, Answer, New, NewVersion> {
  path: string;
  page: v.GenericSchema<Page>;
  items: (page: Page) => readonly (Item | null | undefined)[];
  answer: v.GenericSchema<Answer>;
  posted: v.GenericSchema<New>;
  postedVersion: v.GenericSchema<NewVersion>;
}

/** The one implementation of tools, prompts and configs. */
export function createVersionedResource<Item, Page extends PageInfo, Answer, New, NewVersion>(
  caller: Caller,
  schemas: VersionedSchemas<Item, Page, Answer, New, NewVersion>,
): VersionedResource<Item, Page, Answer, New, NewVersion> {
  const { path, page, items, answer, posted, postedVersion } = schemas;
  const at = (...steps: (string | number)[]) => [path, ...steps];
  const version = (id: string, number: number) => at(id, 'version', number);
  return {
    list: ({ restrictToMostRecent, ...query } = {}, options) =>
      caller.paged(
        at(),
        { ...query, restrict_to_most_recent: restrictToMostRecent },
        page,
        items,
        options,
      ),
    create: (value, options) =>
      caller.json({ method: 'POST', path: at(), body: { schema: posted, value } }, answer, options),
    listVersions: (id, { restrictToMostRecent, ...query } = {}, options) =>
      caller.paged(
        at(id),
        { ...query, restrict_to_most_recent: restrictToMostRecent },
        page,
        items,
        options,
      ),
    createVersion: (id, value, options) =>
      caller.json(
        { method: 'POST', path: at(id), body: { schema: postedVersion, value } },
        answer,
        options,
      ),
    delete: (id, options) => caller.none({ method: 'DELETE', path: at(id) }, options),
    updateName: (id, value, options) =>
      caller.text({ method: 'PATCH', path: at(id), body: { schema: PostedName, value } }, options),
    getVersion: (id, number, options) =>
      caller.json({ method: 'GET', path: version(id, number) }, answer, options),
    deleteVersion: (id, number, options) =>
      caller.none({ method: 'DELETE', path: version(id, number) }, options),
    updateDescription: (id, number, value = {}, options) =>
      caller.json(
        {
          method: 'PATCH',
          path: version(id, number),
          body: { schema: PostedVersionDescription, value },
        },
        answer,
        options,
      ),
  };
}
