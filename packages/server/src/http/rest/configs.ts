import { PostedConfig, PostedConfigVersion, ReturnConfig } from '@vivavoce/evi';
import type {
  PostedBuiltinTool,
  PostedEllmModel,
  PostedEventMessageSpec,
  PostedEventMessageSpecs,
  PostedInterruptionSpec,
  PostedNudgeSpec,
  PostedTimeoutSpec,
  PostedTimeoutSpecs,
  PostedTurnDetectionSpec,
  PostedWebhookSpec,
  PromptExpansionSpec,
  ReturnEventMessageSpec,
  ReturnTimeoutSpec,
} from '@vivavoce/evi';
import { readChatConfig } from '../../dialogue/chat-config.ts';
import type { ChatConfig } from '../../dialogue/chat-config.ts';
import { usualHearing } from '../../dialogue/hearing/hearing.ts';
import type { FindConfig } from '../../session/open-session.ts';
import { ServerError } from '../../base/server-error.ts';
import type { Database } from '../../store/database/database.ts';
import type { DocumentReference, Found } from '../../store/documents/document-references.ts';
import type { DocumentVersion } from '../../store/documents/document-version.ts';
import { libraryIn } from '../../store/documents/library.ts';
import type { Library } from '../../store/documents/library.ts';
import { checkOnce, longestLists } from '../exchange/body-limits.ts';
import type { DocumentResource, Prepared } from './document-routes.ts';
import { promptOnWire } from './prompts.ts';
import type { PromptBody } from './prompts.ts';
import { knownOf, unknownOf, withUnknown } from '../exchange/known-fields.ts';
import { checkName } from '../exchange/read-request.ts';
import { RestError } from '../exchange/rest-error.ts';
import { toolOnWire } from './tools.ts';

type Posted = PostedConfigVersion;

/** Of what is not known no more than this is kept. */
const mostUnknownCharacters = 16_384;

/** Each Chat keeps the tools of its Config, and sends them along with all it asks of a language model. In bytes. */
const mostToolBytes = 512 * 1024;

/** What is kept of a version of a config. */
interface ConfigBody {
  evi_version: string;
  prompt: DocumentReference | null;
  voice: { id?: string; name?: string; provider?: string } | null;
  language_model: Posted['language_model'] | null;
  ellm_model: PostedEllmModel | null;
  tools: DocumentReference[];
  builtin_tools: PostedBuiltinTool[];
  event_messages: PostedEventMessageSpecs | null;
  nudges: PostedNudgeSpec | null;
  timeouts: PostedTimeoutSpecs | null;
  /** Absent of Configs of older servers, as the next. */
  turn_detection?: PostedTurnDetectionSpec | null;
  interruption?: PostedInterruptionSpec | null;
  /** Whether whoever makes the prompt asked for the server's own instructions before it. */
  prompt_expansion?: PromptExpansionSpec | null;
  webhooks: PostedWebhookSpec[];
  /** What this server does not know of, in its places: it is kept, and given back. */
  more?: Record<string, unknown>;
}

/** Why nothing is sent to an address that a Config names; undefined when it is. */
export interface UrlValidators {
  webhook: (url: string) => string | undefined;
  model: (url: string) => string | undefined;
}

/** Configs, as the routes need them. */
export function configResource(
  library: Library,
  validators: UrlValidators,
): DocumentResource<Posted> {
  return {
    noun: 'config',
    documents: library.configs,
    posted: PostedConfig,
    postedVersion: PostedConfigVersion,
    prepare: nameVoiceOnce,
    toBody: async (posted, name) => {
      const given = knownOf(PostedConfig, posted) as Posted;
      const body: ConfigBody = {
        evi_version: given.evi_version,
        prompt: null,
        voice: voiceOf(given),
        language_model: given.language_model ?? null,
        ellm_model: given.ellm_model ?? null,
        tools: await checkedTools(library, present(given.tools)),
        builtin_tools: present(given.builtin_tools),
        event_messages: given.event_messages ?? null,
        nudges: given.nudges ?? null,
        timeouts: given.timeouts ?? null,
        turn_detection: given.turn_detection ?? null,
        interruption: given.interruption ?? null,
        prompt_expansion: given.prompt?.prompt_expansion ?? null,
        webhooks: present(given.webhooks),
        more: moreOf(posted),
      };
      checkOnce(
        'builtin_tools',
        body.builtin_tools.map(({ name }) => name),
      );
      checkOnce(
        'webhooks',
        body.webhooks.map(({ url }) => url),
      );
      for (const { url, events } of body.webhooks) {
        checkOnce('webhooks.events', events);
        const wrong = validators.webhook(url);
        if (wrong !== undefined) throw RestError.badRequest(`webhooks: ${wrong}.`);
      }
      checkModel(checkRanges(body), validators);
      return withPrompt(library, body, given.prompt, name);
    },
    toWire: (versions) => configsOnWire(library, versions),
    along: (versions) => bytesAlong(library, versions),
  };
}

/** Versions of configs as they are answered, with their prompts and tools as they are now. */
async function configsOnWire(
  library: Library,
  versions: readonly DocumentVersion[],
): Promise<ReturnConfig[]> {
  const bodies = versions.map(bodyOf);
  const promptsOf = bodies.flatMap(({ prompt }) => prompt ?? []);
  const toolsOf = bodies.flatMap((body) => body.tools);
  const prompts = await library.prompts.find(promptsOf);
  const tools = await library.tools.find(toolsOf);
  return versions.map((version) => configOnWire(version, prompts, tools));
}

/** What the prompt and the tools of each take, in bytes. */
async function bytesAlong(
  library: Library,
  versions: readonly DocumentVersion[],
): Promise<number[]> {
  const bodies = versions.map(bodyOf);
  const texts = await library.prompts.measure(bodies.flatMap(({ prompt }) => prompt ?? []));
  const tools = await library.tools.measure(bodies.flatMap((body) => body.tools));
  return bodies.map((body) =>
    body.tools.reduce(
      (sum, tool) => sum + (tools.get(tool)?.bytes ?? 0),
      (body.prompt && texts.get(body.prompt)?.bytes) ?? 0,
    ),
  );
}

/** What was kept of a version; of older ones, which had no limits, as much as is within these. */
function bodyOf({ body }: DocumentVersion): ConfigBody {
  const { tools, builtin_tools, webhooks, ...rest } = body as ConfigBody;
  return {
    ...rest,
    tools: tools.slice(0, longestLists['tools']),
    builtin_tools: builtin_tools.slice(0, longestLists['builtin_tools']),
    webhooks: webhooks.slice(0, longestLists['webhooks']),
  };
}

function configOnWire(
  version: DocumentVersion,
  prompts: Found<DocumentVersion>,
  found: Found<DocumentVersion>,
): ReturnConfig {
  const body = bodyOf(version);
  const prompt = body.prompt && prompts.get(body.prompt);
  const tools = body.tools.flatMap((reference) => {
    const tool = found.get(reference);
    return tool ? toolOnWire(tool, reference.version == null) : [];
  });
  const answer: ReturnConfig = {
    name: version.name,
    id: version.id,
    version: version.version,
    version_description: version.description,
    evi_version: body.evi_version,
    prompt: prompt
      ? {
          ...promptOnWire(prompt, body.prompt?.version == null),
          ...(body.prompt_expansion && { prompt_expansion: body.prompt_expansion }),
        }
      : null,
    voice: voiceOnWire(body.voice),
    language_model: body.language_model ?? null,
    ellm_model: { allow_short_responses: body.ellm_model?.allow_short_responses ?? false },
    tools,
    builtin_tools: body.builtin_tools.map(({ name, fallback_content }) => ({
      tool_type: 'BUILTIN',
      name,
      fallback_content: fallback_content ?? null,
    })),
    event_messages: {
      on_new_chat: messageOnWire(body.event_messages?.on_new_chat),
      on_inactivity_timeout: messageOnWire(body.event_messages?.on_inactivity_timeout),
      on_max_duration_timeout: messageOnWire(body.event_messages?.on_max_duration_timeout),
    },
    nudges: {
      enabled: body.nudges?.enabled ?? false,
      interval_secs: body.nudges?.interval_secs ?? null,
    },
    timeouts: {
      inactivity: timeoutOnWire(body.timeouts?.inactivity, 120),
      max_duration: timeoutOnWire(body.timeouts?.max_duration, 1800),
    },
    turn_detection: {
      end_of_turn_silence_ms: body.turn_detection?.end_of_turn_silence_ms ?? usualHearing.silenceMs,
      speech_detection_threshold:
        body.turn_detection?.speech_detection_threshold ?? usualHearing.threshold,
      prefix_padding_ms: body.turn_detection?.prefix_padding_ms ?? usualHearing.prefixMs,
    },
    interruption: {
      min_interruption_ms: body.interruption?.min_interruption_ms ?? usualHearing.minInterruptionMs,
    },
    webhooks: body.webhooks,
    created_on: 1000 * version.createdOn,
    modified_on: 1000 * version.modifiedOn,
  };
  return withUnknown(answer, body.more);
}

/** Finds what a Chat is to begin with. */
export function findConfigIn(database: Database): FindConfig {
  return async (owner, id, wanted) => {
    const library = libraryIn(database, owner);
    const found = await library.configs.get(id, wanted);
    if (found === undefined) return undefined;
    const body = bodyOf(found);
    const sizes = await library.tools.measure(body.tools);
    if (tooMuch(body.tools.map((tool) => sizes.get(tool)?.bytes))) return 'too-large';
    const [{ prompt, tools } = {}] = await configsOnWire(library, [found]);
    const { event_messages, language_model, nudges, timeouts, voice } = body;
    const { turn_detection, interruption } = body;
    const config = readChatConfig({
      event_messages,
      language_model,
      nudges,
      timeouts,
      turn_detection,
      interruption,
      prompt: prompt && { text: prompt.text },
      voice: voice && (voice.id === undefined ? { name: voice.name } : { id: voice.id }),
      tools: present(tools).map(({ name, description, parameters, fallback_content }) => ({
        type: 'function',
        name,
        description,
        parameters,
        fallback_content,
      })),
      builtin_tools: body.builtin_tools,
    });
    return { id: found.id, version: found.version, config, webhooks: body.webhooks };
  };
}

/** What newer clients say of a Config and its parts. @throws RestError 400 where there is no room for it. */
function moreOf(given: Posted): Record<string, unknown> {
  const more = unknownOf(PostedConfig, ReturnConfig, given) ?? {};
  if (JSON.stringify(more).length > mostUnknownCharacters) {
    throw RestError.badRequest(
      `What this server does not know of may have no more than ${String(mostUnknownCharacters)} characters.`,
    );
  }
  return more;
}

/** EVI's own answers name a voice by id and name at once; the schema takes one of them. */
function nameVoiceOnce(body: Record<string, unknown>): void {
  const voice = body['voice'] as Record<string, unknown> | null | undefined;
  if (typeof voice === 'object' && typeof voice?.['id'] === 'string') delete voice['name'];
}

function voiceOf({ voice }: Posted): ConfigBody['voice'] {
  if (!voice) return null;
  const by = 'id' in voice ? { id: voice.id } : { name: voice.name };
  for (const [field, value] of Object.entries(by)) checkName(`voice.${field}`, value);
  return { ...by, ...(voice.provider != null && { provider: voice.provider }) };
}

/** A voice is called by its name, which is its id as well. */
function voiceOnWire(voice: ConfigBody['voice']): ReturnConfig['voice'] {
  if (!voice) return null;
  const { id = voice.name, name = voice.id, provider = 'HUME_AI' } = voice;
  return { id: id ?? null, name: name ?? null, provider };
}

/** A text becomes a prompt of its own, which is made with the config or not at all. */
async function withPrompt(
  { prompts }: Library,
  body: ConfigBody,
  given: Posted['prompt'],
  name: string,
): Promise<Prepared> {
  if (given?.id != null) {
    const reference = { id: given.id, version: given.version ?? null };
    if ((await prompts.find([reference])).get(reference) === undefined) {
      throw RestError.badRequest('prompt: there is no such prompt or version.');
    }
    return { body: { ...body, prompt: reference } };
  }
  if (given?.text == null) return { body };
  const draft = prompts.draft(name, null, { text: given.text } satisfies PromptBody);
  const { id, version } = draft.document;
  return { body: { ...body, prompt: { id, version } }, along: [draft] };
}

async function checkedTools(
  { tools }: Library,
  references: DocumentReference[],
): Promise<DocumentReference[]> {
  checkOnce(
    'tools',
    references.map(({ id }) => id),
  );
  const found = await tools.measure(references);
  const sizes = references.map((reference) => found.get(reference)?.bytes);
  if (sizes.includes(undefined)) {
    throw RestError.badRequest('tools: there is no such tool or version.');
  }
  if (tooMuch(sizes)) {
    throw RestError.badRequest(
      `tools: together they may have no more than ${String(mostToolBytes)} bytes.`,
    );
  }
  return references;
}

function tooMuch(toolSizes: readonly (number | undefined)[]): boolean {
  return toolSizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) > mostToolBytes;
}

/** What a Chat would refuse is refused before it is kept. */
function checkRanges({ voice: _, ...body }: ConfigBody): ChatConfig {
  try {
    const { event_messages, language_model, nudges, timeouts, turn_detection, interruption } = body;
    const ranges = { event_messages, language_model, nudges, timeouts };
    return readChatConfig({ ...ranges, turn_detection, interruption });
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw RestError.badRequest(error.message.replace(/^.*?config\./, ''));
  }
}

function checkModel({ customLanguageModel: url }: ChatConfig, { model }: UrlValidators): void {
  const wrong = url === undefined ? undefined : model(url);
  if (wrong !== undefined) throw RestError.badRequest(`language_model.model_resource: ${wrong}.`);
}

function present<Item>(list: readonly (Item | null | undefined)[] | null | undefined): Item[] {
  return (list ?? []).filter((item): item is Item => item != null);
}

function messageOnWire(given: PostedEventMessageSpec | null | undefined): ReturnEventMessageSpec {
  return { enabled: given?.enabled ?? false, text: given?.text ?? null };
}

function timeoutOnWire(
  given: PostedTimeoutSpec | null | undefined,
  otherwise: number,
): ReturnTimeoutSpec {
  return { enabled: given?.enabled ?? true, duration_secs: given?.duration_secs ?? otherwise };
}
