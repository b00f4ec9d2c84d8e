import type { BuiltinToolConfig, Context, SessionSettings, Tool } from '@vivavoce/evi';
import type { ChatConfig } from './chat-config.ts';

/** No more variables than these are kept. */
export const mostVariables = 200;
/** No variable has more characters than these. */
export const longestVariable = 10_000;
/** A text whose places are filled is cut here: many places of one long variable would have no end. */
const longestFilled = 200_000;

/** What the client has set for the replies of this Chat. */
export interface Settings {
  prompt?: string;
  variables: Readonly<Record<string, string>>;
  context?: Context;
  voice?: string;
  tools: readonly Tool[];
  builtinTools: readonly BuiltinToolConfig[];
  metadata?: Readonly<Record<string, unknown>>;
  /** Never to be logged. */
  languageModelKey?: string;
}

/** What holds before the client sets anything. */
export function initialSettings({
  prompt,
  voice,
  tools,
  builtinTools,
}: Pick<ChatConfig, 'prompt' | 'voice' | 'tools' | 'builtinTools'>): Settings {
  return {
    variables: {},
    tools,
    builtinTools,
    ...(prompt !== undefined && { prompt }),
    ...(voice !== undefined && { voice }),
  };
}

/** The settings after one `session_settings` message. What the message does not name stays as it was. */
export function applySettings(settings: Settings, message: SessionSettings): Settings {
  const next: Settings = { ...settings };
  if (message.system_prompt != null) next.prompt = message.system_prompt;
  if (message.voice_id != null) next.voice = message.voice_id;
  if (message.variables) next.variables = merged(settings.variables, message.variables);
  if (message.tools != null) next.tools = message.tools;
  if (message.builtin_tools != null) next.builtinTools = message.builtin_tools;
  if (message.metadata != null) next.metadata = message.metadata;
  if (message.language_model_api_key != null) {
    next.languageModelKey = message.language_model_api_key;
  }
  // Null clears the context set before; absent leaves it.
  if (message.context === null) delete next.context;
  else if (message.context !== undefined) next.context = message.context;
  return next;
}

/** The settings once a reply has used `context`: what is not persistent was for that reply alone. */
export function afterReply(settings: Settings, context: Context | undefined): Settings {
  if (context === undefined || context.type === 'persistent') return settings;
  // Another one may have been set while the reply was made.
  if (settings.context !== context) return settings;
  const next = { ...settings };
  delete next.context;
  return next;
}

/** Text with its `{{name}}` places filled; a place without a variable stays as it is. */
export function filled(text: string, variables: Settings['variables']): string {
  let room = Math.max(0, longestFilled - text.length);
  return text.replace(/\{\{\s{0,20}([\w.-]{1,100})\s{0,20}\}\}/g, (place, name: string) => {
    const value = Object.hasOwn(variables, name) ? (variables[name] ?? place) : place;
    room -= value.length;
    return room < 0 ? '' : value;
  });
}

/** Settings that came one after the other, as one message. */
export function joined(
  before: SessionSettings | undefined,
  next: SessionSettings,
): SessionSettings {
  const variables = merged(merged({}, before?.variables ?? {}), next.variables ?? {});
  return { ...before, ...next, variables };
}

/** What was set last stays; beyond the limit what was set first is forgotten. */
function merged(
  before: Settings['variables'],
  set: Readonly<Record<string, string | number | boolean>>,
): Record<string, string> {
  const all = Object.entries(set).map(([name, value]): [string, string] => [name, String(value)]);
  const kept = Object.entries(before).filter(([name]) => !Object.hasOwn(set, name));
  return Object.fromEntries([...kept, ...all].slice(-mostVariables));
}
