import { ReturnChatStatus } from '@vivavoce/evi';
import type { ReturnChatEvent, ReturnChatEventRole, ReturnChatEventType } from '@vivavoce/evi';
import * as v from 'valibot';
import { ServerError } from '../../base/server-error.ts';
import { issueOf } from '../../base/validation-error.ts';
import type { ChatEvent } from '../../store/chats/chat-events.ts';
import type { Database } from '../../store/database/database.ts';
import type { DocumentKind } from '../../store/documents/document-version.ts';
import { libraryIn } from '../../store/documents/library.ts';
import type { Owner } from '../../store/database/owner.ts';
import { restoreChat, restoreVersion } from '../../store/restore.ts';
import type { Restored } from '../../store/restore.ts';
import type { RestoredChat } from '../../store/chats/chats.ts';
import { checkSizes } from '../exchange/body-limits.ts';
import { configResource } from './configs.ts';
import type { UrlValidators } from './configs.ts';
import type { DocumentResource } from './document-routes.ts';
import { promptResource } from './prompts.ts';
import { RestError } from '../exchange/rest-error.ts';
import { toolResource } from './tools.ts';

/** What came of an export. */
export interface ImportReport {
  /** What was carried over: of tools, prompts and Configs each version counts. */
  readonly tools: number;
  readonly prompts: number;
  readonly configs: number;
  readonly chats: number;
  /** What was there already, and was left as it is. */
  readonly there: number;
  /** What could not be, and why, each in a line. */
  readonly refused: readonly string[];
}

/** No file has objects in each other deeper than this. */
const deepest = 100;
/** So much is told of where something stands in the file, in characters. */
const longestPath = 200;
/** Before this, a number of seconds was meant: older exports have them. In ms. */
const earliestMs = 100_000_000_000;

const id = v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/));
const number = v.pipe(v.number(), v.integer(), v.minValue(0));
const version = v.looseObject({
  id,
  name: v.pipe(v.string(), v.minLength(1)),
  version: number,
  version_description: v.nullish(v.string()),
  created_on: v.nullish(number),
  modified_on: v.nullish(number),
});
const text = v.nullish(v.string());
const chat = v.object({
  id,
  chat_group_id: id,
  status: v.string(),
  start_timestamp: number,
  end_timestamp: v.nullish(number),
  metadata: text,
  config: v.nullish(v.object({ id, version: v.nullish(number) })),
});
const event = v.object({
  id,
  chat_id: id,
  timestamp: number,
  role: v.string(),
  type: v.string(),
  message_text: text,
  emotion_features: text,
  metadata: text,
  related_event_id: text,
});

type Version = v.InferOutput<typeof version>;
type Chat = v.InferOutput<typeof chat>;

/** All that lies in an export, whichever answers it is put together from. */
interface Finds {
  /** By id and version: a Config has its prompt and tools in it once more. */
  tool: Map<string, Version>;
  prompt: Map<string, Version>;
  config: Map<string, Version>;
  chats: Map<string, Chat>;
  events: Map<string, ReturnChatEvent[]>;
  /** What is one of these by its fields, but has something wrong in it. */
  broken: string[];
}

/**
 * Carries over what the REST routes of EVI, here or elsewhere, have answered: pages, single tools, prompts, Configs, Chats and events, in
 * whatever objects and lists they lie. Ids, versions and times stay. What can't be kept is told, and keeps nothing else from being.
 *
 * @throws ServerError `database-failed`.
 */
export async function importExport(
  database: Database,
  owner: Owner,
  exported: unknown,
  validators: UrlValidators,
): Promise<ImportReport> {
  const finds: Finds = {
    tool: new Map(),
    prompt: new Map(),
    config: new Map(),
    chats: new Map(),
    events: new Map(),
    broken: [],
  };
  collect(exported, finds);
  const library = libraryIn(database, owner);
  const refused = finds.broken;
  let there = 0;
  const count = async (name: string, keep: () => Promise<Restored>): Promise<number> => {
    const kept = await keep().catch((error: unknown) => {
      const full = error instanceof ServerError && error.reason === 'database-full';
      if (!(error instanceof RestError) && !full) throw error;
      refused.push(`${name}: ${error.message}`);
    });
    if (kept === 'taken') refused.push(`${name}: its id belongs to something else here.`);
    if (kept === 'there') there += 1;
    return kept === 'kept' ? 1 : 0;
  };
  const restoreAll = async <Posted>(kind: DocumentKind, resource: DocumentResource<Posted>) => {
    let kept = 0;
    for (const found of [...finds[kind].values()].sort((a, b) => a.version - b.version)) {
      const name = `${kind} ${found.id} version ${String(found.version)}`;
      kept += await count(name, async () =>
        restoreVersion(database, kind, owner, {
          ...found,
          description: found.version_description ?? null,
          body: await bodyOf(resource, found),
          createdOn: seconds(found.created_on),
          modifiedOn: seconds(found.modified_on ?? found.created_on),
        }),
      );
    }
    return kept;
  };
  // A Config refers to the others.
  const tools = await restoreAll('tool', toolResource(library.tools));
  const prompts = await restoreAll('prompt', promptResource(library.prompts));
  const configs = await restoreAll('config', configResource(library, validators));
  let chats = 0;
  const oldestFirst = [...finds.chats.values()].sort(
    (a, b) => ms(a.start_timestamp) - ms(b.start_timestamp),
  );
  for (const found of oldestFirst) {
    const events = finds.events.get(found.id) ?? [];
    finds.events.delete(found.id);
    const happened = events.sort((a, b) => ms(a.timestamp) - ms(b.timestamp)).map(eventOf);
    chats += await count(`chat ${found.id}`, () =>
      restoreChat(database, owner, chatOf(found, happened.at(-1)?.at), happened),
    );
  }
  for (const left of finds.events.keys()) {
    refused.push(`events of chat ${left}: the Chat itself is not in the file.`);
  }
  return { tools, prompts, configs, chats, there, refused };
}

/** Finds what there is, also what lies in something else: a Config has its prompt and tools in it, a Chat its events. */
function collect(value: unknown, finds: Finds, path: readonly string[] = []): void {
  if (typeof value !== 'object' || value === null || path.length > deepest) return;
  if (!Array.isArray(value)) find(value as Record<string, unknown>, finds, path);
  // What happened in the same millisecond keeps its order.
  const { pagination_direction: order } = value as { pagination_direction?: unknown };
  for (const [name, inner] of Object.entries(value as Record<string, unknown>)) {
    const list =
      order === 'DESC' && Array.isArray(inner) ? [...(inner as unknown[])].reverse() : inner;
    collect(list, finds, [...path, name]);
  }
}

function find(item: Record<string, unknown>, finds: Finds, path: readonly string[]): void {
  const what = whatIs(item);
  if (what === undefined) return;
  const schema = what === 'chat' ? chat : what === 'event' ? event : version;
  const { issues } = v.safeParse(schema, item);
  if (issues) {
    const [issue] = issues;
    const why = `${issueOf(issue, 'it')}.`;
    finds.broken.push(`${what} at ${path.join('.').slice(0, longestPath)}: ${why}`);
  } else if (what === 'chat') finds.chats.set((item as Chat).id, item as Chat);
  else if (what === 'event') {
    const found = item as ReturnChatEvent;
    const events = finds.events.get(found.chat_id) ?? [];
    finds.events.set(found.chat_id, events);
    // Pages may overlap.
    if (!events.some((other) => other.id === found.id)) events.push(found);
  } else {
    const found = item as Version;
    finds[what].set(`${found.id}/${String(found.version)}`, found);
  }
}

/** What an object is, by fields that nothing else in an export has. */
function whatIs(item: Record<string, unknown>): DocumentKind | 'chat' | 'event' | undefined {
  const has = (...names: string[]) => names.every((name) => Object.hasOwn(item, name));
  if (has('chat_id', 'type') && (has('timestamp') || has('role'))) return 'event';
  if (has('status') && (has('chat_group_id') || has('start_timestamp'))) return 'chat';
  if (!has('id', 'name') && !has('id', 'version')) return undefined;
  if (has('evi_version') || has('language_model') || has('event_messages')) return 'config';
  if (has('parameters')) return 'tool';
  return has('text') ? 'prompt' : undefined;
}

/** What is kept of a version, checked as if a client had posted it. @throws RestError 400. */
async function bodyOf<Posted>(resource: DocumentResource<Posted>, found: Version): Promise<object> {
  const posted = structuredClone(found) as Record<string, unknown>;
  // The oldest Configs have none; `null` is one, too.
  if (Object.hasOwn(posted, 'language_model') || Object.hasOwn(posted, 'event_messages')) {
    posted['evi_version'] ??= '3';
  }
  for (const referred of [posted['prompt'], posted['tools']].flat()) followLatest(referred);
  checkSizes(posted);
  resource.prepare?.(posted);
  const read = v.safeParse(resource.posted, posted);
  if (!read.success) {
    throw RestError.badRequest(`${issueOf(read.issues[0], 'It')}.`);
  }
  const { body, along } = await resource.toBody(read.output, found.name);
  if (along?.length) throw RestError.badRequest('prompt: it has no id.');
  return body;
}

/** Whoever used the latest version goes on doing so. */
function followLatest(referred: unknown): void {
  const reference = (referred ?? {}) as { version?: unknown; version_type?: unknown };
  if (reference.version_type === 'LATEST') delete reference.version;
}

function chatOf(found: Chat, lastMs: number | undefined): RestoredChat {
  const status = ReturnChatStatus.options.find((known) => known === found.status);
  const startMs = ms(found.start_timestamp);
  return {
    id: found.id,
    groupId: found.chat_group_id,
    // Nobody is there to end one that went on.
    status: status === undefined || status === 'ACTIVE' ? 'USER_ENDED' : status,
    startMs,
    endMs: found.end_timestamp == null ? (lastMs ?? startMs) : ms(found.end_timestamp),
    metadata: found.metadata ?? null,
    config: found.config
      ? { id: found.config.id, version: found.config.version ?? null }
      : undefined,
  };
}

function eventOf(found: ReturnChatEvent): ChatEvent {
  return {
    id: found.id,
    at: ms(found.timestamp),
    type: found.type as ReturnChatEventType,
    role: found.role as ReturnChatEventRole,
    ...(found.message_text != null && { text: found.message_text }),
    ...(found.emotion_features != null && { emotionFeatures: found.emotion_features }),
    ...(found.metadata != null && { metadata: found.metadata }),
    ...(found.related_event_id != null && { relatedEventId: found.related_event_id }),
  };
}

function ms(time: number): number {
  return time < earliestMs ? 1000 * time : time;
}

function seconds(time: number | null | undefined): number {
  return Math.floor((time == null ? Date.now() : ms(time)) / 1000);
}
