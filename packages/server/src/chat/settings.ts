import type { Context, SessionSettings } from '@vivavoce/evi';

/** What the client has set for the replies of this Chat. */
export interface Settings {
  prompt?: string;
  variables: Readonly<Record<string, string>>;
  context?: Context;
  voice?: string;
}

/** What holds before the client sets anything. */
export const initialSettings: Settings = { variables: {} };

/** The settings after one `session_settings` message. What the message does not name stays as it was. */
export function applySettings(settings: Settings, message: SessionSettings): Settings {
  const next: Settings = { ...settings };
  if (message.system_prompt != null) next.prompt = message.system_prompt;
  if (message.voice_id != null) next.voice = message.voice_id;
  if (message.variables) next.variables = { ...settings.variables, ...asText(message.variables) };
  // Null clears the context set before; absent leaves it.
  if (message.context === null) delete next.context;
  else if (message.context !== undefined) next.context = message.context;
  return next;
}

/** The settings once a reply has used the context: what is not persistent was for that reply alone. */
export function afterReply(settings: Settings): Settings {
  if (settings.context === undefined || settings.context.type === 'persistent') return settings;
  const next = { ...settings };
  delete next.context;
  return next;
}

/** The prompt with its `{{name}}` places filled; a place without a variable stays as it is. */
export function filledPrompt({ prompt, variables }: Settings): string | undefined {
  return prompt?.replace(
    /\{\{\s*([\w.-]+)\s*\}\}/g,
    (place, name: string) => variables[name] ?? place,
  );
}

function asText(
  variables: Readonly<Record<string, string | number | boolean>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, String(value)]),
  );
}
