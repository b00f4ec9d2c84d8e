import * as v from 'valibot';
import {
  PostedConfig,
  PostedConfigVersion,
  ReturnConfig,
  ReturnPagedConfigs,
} from '../rest/configs.ts';
import {
  PostedPrompt,
  PostedPromptVersion,
  ReturnPagedPrompts,
  ReturnPrompt,
} from '../rest/prompts.ts';
import {
  PostedUserDefinedTool,
  PostedUserDefinedToolVersion,
  ReturnPagedUserDefinedTools,
  ReturnUserDefinedTool,
} from '../rest/tools.ts';
import { createCaller } from './call.ts';
import { type ControlPlaneResource, createControlPlane } from './control-plane.ts';
import {
  type ChatGroupsResource,
  type ChatsResource,
  createChatGroups,
  createChats,
} from './chat-resources.ts';
import { baseAddress, createSend, type Credentials, type HttpOptions } from './http.ts';
import { createVersionedResource, type VersionedResource } from './versioned-resource.ts';

/** How {@link createEviClient} reaches the server and says who it is. A local server wants no credentials. */
export interface EviClientOptions extends HttpOptions {
  /** The server, `http` or `https`, with a path in front if it has one. Default: {@link localBaseUrl}. */
  baseUrl?: string | undefined;
  /** The account's key, for servers. Never put it into a page. */
  apiKey?: string | undefined;
  /** A short-lived token, or a function that gives one and is asked at each attempt. Goes before `apiKey`. */
  accessToken?: string | (() => string | Promise<string>) | undefined;
}

/** The REST side of EVI. */
export interface EviClient {
  /** Functions the model may call. */
  tools: VersionedResource<
    ReturnUserDefinedTool,
    ReturnPagedUserDefinedTools,
    ReturnUserDefinedTool | null | undefined,
    PostedUserDefinedTool,
    PostedUserDefinedToolVersion
  >;
  /** Instructions to the model. */
  prompts: VersionedResource<
    ReturnPrompt,
    ReturnPagedPrompts,
    ReturnPrompt | null | undefined,
    PostedPrompt,
    PostedPromptVersion
  >;
  /** Everything that makes up a chat. */
  configs: VersionedResource<
    ReturnConfig,
    ReturnPagedConfigs,
    ReturnConfig,
    PostedConfig,
    PostedConfigVersion
  >;
  /** Past chats. */
  chats: ChatsResource;
  /** Past chats and those that resumed them. */
  chatGroups: ChatGroupsResource;
  /** Chats that go on, of whatever client. */
  controlPlane: ControlPlaneResource;
}

/**
 * Makes a client for EVI's 35 REST operations and the socket of its control plane. Sends nothing by itself.
 *
 * Failed attempts are repeated with growing, jittered delays after 408, 429, 5xx or no answer at all, as `Retry-After`
 * says where it does; a POST only after a 429, since it may have been applied. Errors are {@link EviError}s.
 *
 * @throws TypeError when `baseUrl` is no http(s) address, or `timeoutMs` or `retries` out of range.
 * @example
 * ```ts
 * const client = createEviClient({ baseUrl: 'https://voice.example', apiKey: process.env.VOICE_API_KEY });
 * for await (const config of client.configs.list({ restrictToMostRecent: true })) console.log(config.name);
 * ```
 */
export function createEviClient(options: EviClientOptions = {}): EviClient {
  const base = baseAddress(options.baseUrl);
  const caller = createCaller(createSend(base, options, () => credentials(options)));
  return {
    tools: createVersionedResource(caller, {
      path: 'tools',
      page: ReturnPagedUserDefinedTools,
      items: (page) => page.tools_page,
      answer: v.nullish(ReturnUserDefinedTool),
      posted: PostedUserDefinedTool,
      postedVersion: PostedUserDefinedToolVersion,
    }),
    prompts: createVersionedResource(caller, {
      path: 'prompts',
      page: ReturnPagedPrompts,
      items: (page) => page.prompts_page,
      answer: v.nullish(ReturnPrompt),
      posted: PostedPrompt,
      postedVersion: PostedPromptVersion,
    }),
    configs: createVersionedResource(caller, {
      path: 'configs',
      page: ReturnPagedConfigs,
      items: (page) => page.configs_page ?? [],
      answer: ReturnConfig,
      posted: PostedConfig,
      postedVersion: PostedConfigVersion,
    }),
    chats: createChats(caller),
    chatGroups: createChatGroups(caller),
    controlPlane: createControlPlane(caller, base, () => shown(options)),
  };
}

/** A token goes before a key. */
async function shown({
  accessToken,
  apiKey,
}: EviClientOptions): Promise<{ accessToken?: string; apiKey?: string }> {
  const token = typeof accessToken === 'function' ? await accessToken() : accessToken;
  if (token !== undefined) return { accessToken: token };
  return apiKey === undefined ? {} : { apiKey };
}

async function credentials(options: EviClientOptions): Promise<Credentials> {
  const { accessToken: token, apiKey } = await shown(options);
  if (token !== undefined)
    return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
  if (apiKey !== undefined) return { headers: { 'x-hume-api-key': apiKey }, secrets: [apiKey] };
  return { headers: {}, secrets: [] };
}
