import type { BuiltinToolConfig, Context, SessionSettings, Tool } from '@vivavoce/evi';
import type { ChatConfig } from './chat-config.ts';

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
  if (message.variables) next.variables = { ...settings.variables, ...asText(message.variables) };
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
  return text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (place, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? place) : place,
  );
}

function asText(
  variables: Readonly<Record<string, string | number | boolean>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, String(value)]),
  );
}
