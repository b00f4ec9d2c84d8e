import type { SessionSettings } from '@vivavoce/evi';
import * as v from 'valibot';
import { readQuerySettings } from './query-settings.ts';

/** The query of the chat socket, read. */
export interface ChatQuery {
  accessToken?: string;
  apiKey?: string;
  configId?: string;
  configVersion?: number;
  /** How many past events of the resumed Chat Group are taken along. */
  eventLimit: number;
  resumedChatGroupId?: string;
  /** What newer clients set with the address. */
  settings?: SessionSettings;
  verboseTranscription: boolean;
  /** Whether others may listen. */
  allowConnection: boolean;
  voice?: string;
  /** The client is of a time before `assistant_prosody` and settings that are sent back, and may hang up at them. */
  old: boolean;
}

/** The official SDK's first release that knows `assistant_prosody`; what is built on older ones hangs up at what it doesn't know. */
const firstTolerantSdk = [0, 12] as const;

const text = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(4096)));
const wholeNumber = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'must be a whole number'), v.transform(Number)),
);
const flag = v.optional(
  v.pipe(
    v.string(),
    v.toLowerCase(),
    v.picklist(['true', 'false', '1', '0'], 'must be true or false'),
    v.transform((value) => value === 'true' || value === '1'),
  ),
  'false',
);

// Parameters that newer clients send are let pass.
const schema = v.object({
  access_token: text,
  api_key: text,
  config_id: text,
  config_version: wholeNumber,
  event_limit: wholeNumber,
  resumed_chat_group_id: text,
  verbose_transcription: flag,
  allow_connection: flag,
  voice_id: text,
  fernSdkLanguage: v.optional(v.string()),
  fernSdkVersion: v.optional(v.string()),
});

/** Reads the query. What is wrong with it comes as a sentence, without the values: one of them is a key. */
export function readChatQuery(query: URLSearchParams): ChatQuery | { wrong: string } {
  const given: Record<string, string | undefined> = Object.fromEntries(
    [...query].filter(([, value]) => value !== ''),
  );
  // The older official SDK's spelling.
  given['access_token'] ??= given['accessToken'];
  given['api_key'] ??= given['apiKey'];
  const read = v.safeParse(schema, given);
  if (!read.success) {
    const [issue] = read.issues;
    const reason =
      issue.type === 'regex' || issue.type === 'picklist'
        ? issue.message
        : 'has a value that is too long';
    return { wrong: `The query parameter ${v.getDotPath(issue) ?? ''} ${reason}.` };
  }
  const { output } = read;
  const { settings, wrong } = readQuerySettings(query);
  if (wrong !== undefined) return { wrong: `The session_settings in the query ${wrong}.` };
  return {
    eventLimit: output.event_limit ?? limitOf(settings) ?? 300,
    old: isOldSdk(output),
    verboseTranscription: output.verbose_transcription,
    allowConnection: output.allow_connection,
    ...(settings && { settings }),
    ...(output.access_token !== undefined && { accessToken: output.access_token }),
    ...(output.api_key !== undefined && { apiKey: output.api_key }),
    ...(output.config_id !== undefined && { configId: output.config_id }),
    ...(output.config_version !== undefined && { configVersion: output.config_version }),
    ...(output.resumed_chat_group_id !== undefined && {
      resumedChatGroupId: output.resumed_chat_group_id,
    }),
    ...(output.voice_id !== undefined && { voice: output.voice_id }),
  };
}

/** Newer SDKs put it among the settings. */
function limitOf(settings: SessionSettings | undefined): number | undefined {
  const { event_limit: limit } = (settings ?? {}) as { event_limit?: unknown };
  return typeof limit === 'number' && limit >= 0 ? limit : undefined;
}

function isOldSdk(given: {
  fernSdkLanguage?: string | undefined;
  fernSdkVersion?: string | undefined;
}): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(given.fernSdkVersion ?? '') ?? [];
  if (given.fernSdkLanguage !== 'JavaScript' || minor === undefined) return false;
  return Number(major) === firstTolerantSdk[0] && Number(minor) < firstTolerantSdk[1];
}
