import type { PostedWebhookSpec } from '@vivavoce/evi';
import type { ChatQuery } from './chat-query.ts';
import { ServerError } from '../base/server-error.ts';
import { createCustomLanguageModel } from '../replies/language-model/custom-language-model.ts';
import type { NamedLanguageModels } from '../replies/language-model/named-language-model.ts';
import type { ChatEvent } from '../store/chats/chat-events.ts';
import type { OpenChatRequest, StoredChat } from '../store/chats/chat-store.ts';
import type { Owner, Principal } from '../store/database/owner.ts';
import type { Engines } from '../engines/engines.ts';
import { Session } from './session.ts';
import type { SessionDependencies } from './session.ts';
import type { SessionSocket } from './session-socket.ts';
import type { RunningSession } from './session-registry.ts';
import type { ChatConfig } from '../dialogue/chat-config.ts';
import { storageFull } from '../connection/chat-error.ts';
import type { ChatErrorSlug } from '../connection/chat-error.ts';
import { Outbox } from '../connection/outbox.ts';
import type { ChatConnection } from '../connection/outbox.ts';

/** A Config of the database, read. */
export interface KnownConfig {
  id: string;
  version: number;
  config: ChatConfig;
  webhooks: readonly PostedWebhookSpec[];
}

/** Finds a Config of an owner, the latest version when none is named; undefined when there is none. `too-large`: its tools have grown. */
export type FindConfig = (
  owner: Owner,
  id: string,
  version?: number,
) => Promise<KnownConfig | 'too-large' | undefined>;

/** What all Chats of a server have in common before their Config is known. */
export interface ChatDependencies extends SessionDependencies {
  findConfig: FindConfig;
  /** Where Configs may have replies made. */
  models: NamedLanguageModels;
  /** Who talks, as far as it can be told. Default nobody in particular. */
  client?: string;
}

/**
 * Opens a Chat: attaches it to the session that goes on in its Chat Group, or begins a new one. Where it can't be, says why, closes the
 * connection and gives undefined.
 */
export async function openSession(
  dependencies: ChatDependencies,
  query: ChatQuery,
  { owner, visitor }: Principal,
  connection: ChatConnection,
): Promise<SessionSocket | undefined> {
  const known =
    query.configId === undefined
      ? undefined
      : await dependencies.findConfig(owner, query.configId, query.configVersion);
  if (query.configId !== undefined && known === undefined) {
    refuseChat(connection, 'config_not_found', 'There is no such Config or version.', 1000);
    return undefined;
  }
  if (known === 'too-large') {
    const said = "The Config's tools are larger than a Chat can take.";
    refuseChat(connection, 'config_not_usable', said);
    return undefined;
  }
  const config = known?.config ?? dependencies.config;
  // A Config of an older server may name what this one does not let it.
  const engines = enginesFor(dependencies, config, known !== undefined);
  if (engines === undefined) {
    const said = "The Config's language model is at an address that this server does not use.";
    refuseChat(connection, 'language_model_not_usable', said, 1000);
    return undefined;
  }
  const configName = known ? `${known.id}/${String(known.version)}` : '';
  const { sessions, store } = dependencies;
  const { resumedChatGroupId: resumed } = query;
  const mayResume = resumed !== undefined && (await store.mayResume(resumed, { owner, visitor }));
  const claim = mayResume ? await sessions.claim(resumed, configName) : undefined;
  const running = claim?.kind === 'running' ? claim.session : undefined;
  const pastOf = (group: string) => store.history(group, query.eventLimit);
  let past = mayResume && running === undefined ? await pastOf(resumed) : [];
  let stored: StoredChat | 'full' | undefined;
  try {
    stored = await store.open(
      openRequest(dependencies, query, { owner, visitor }, config, known, running),
    );
  } catch (error) {
    if (!(error instanceof ServerError && error.reason === 'database-full')) throw error;
    stored = 'full';
  } finally {
    if (running && (stored === undefined || stored === 'full')) sessions.release(running);
  }
  if (stored === 'full') {
    new Outbox(connection).sendLastError(4507, 'storage_full', storageFull);
    return undefined;
  }
  if (stored === undefined) {
    const said = 'There is no Chat Group with the id to resume.';
    refuseChat(connection, 'chat_group_not_found', said);
    return undefined;
  }
  let session: RunningSession | undefined;
  try {
    if (running?.ended === false) {
      session = running;
      const attached = await running.attach(connection, stored, query);
      // Where it has ended with this Chat, while the end of the one before was written, there is another to begin.
      return attached ?? (await openSession(dependencies, query, { owner, visitor }, connection));
    }
    // It has ended while the Chat was written.
    if (running) past = await pastOf(stored.chatGroupId);
    const { old } = query;
    const begun = new Session({ ...dependencies, engines, config, configName, stored, old });
    session = begun;
    return begun.begin(connection, query, past);
  } catch (error) {
    // Nobody else knows of it: it would go on for ever.
    await (session?.end('ERROR') ?? store.end(stored.chatId, 'ERROR'));
    throw error;
  }
}

function openRequest(
  { client }: ChatDependencies,
  { resumedChatGroupId, settings }: ChatQuery,
  principal: Principal,
  config: ChatConfig,
  known: KnownConfig | undefined,
  running: RunningSession | undefined,
): OpenChatRequest {
  const customSessionId = settings?.custom_session_id ?? running?.customSessionId;
  return {
    principal,
    webhooks: known?.webhooks ?? [],
    events: beginning(config),
    ...(client !== undefined && { client }),
    ...(resumedChatGroupId !== undefined && { resumedChatGroupId }),
    ...(known && { config: { id: known.id, version: known.version } }),
    ...(customSessionId !== undefined && { customSessionId }),
  };
}

/** Ends a Chat that can't be: says why and closes, by default for what the client has done. */
export function refuseChat(
  connection: ChatConnection,
  slug: ChatErrorSlug,
  message: string,
  closeCode = 1008,
): void {
  new Outbox(connection).sendLastError(closeCode, slug, message);
}

function beginning({ prompt }: ChatConfig): ChatEvent[] {
  const start: ChatEvent = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' };
  return prompt === undefined
    ? [start]
    : [{ type: 'SYSTEM_PROMPT', role: 'SYSTEM', text: prompt }, start];
}

/**
 * A Config may name the developer's own language model, which then makes the replies; undefined where it may not name this one. What
 * whoever runs the server has named is used wherever it is.
 */
function enginesFor(
  { engines, models }: ChatDependencies,
  { customLanguageModel: url }: ChatConfig,
  ofClient: boolean,
): Engines | undefined {
  if (url === undefined) return engines;
  if (!ofClient) return { ...engines, responder: createCustomLanguageModel({ url }) };
  return models.validateUrl(url) === undefined
    ? { ...engines, responder: models.responder(url) }
    : undefined;
}
