import type { SessionSettings } from '@vivavoce/evi';
import type { SessionConfig, ToolDefinition } from '../contract.ts';

/** What of EVI's settings a realtime service has: the prompt with its variables and context, the voice, the functions. */
export function configOf(settings: SessionSettings): SessionConfig {
  const { system_prompt: prompt, variables, context, voice_id: voice, tools } = settings;
  const filled = prompt?.replace(/\{\{\s*(\w+)\s*\}\}/g, (place, name: string) =>
    String(variables?.[name] ?? place),
  );
  const lasting = context?.type === 'persistent' ? context.text : undefined;
  const instructions = [filled, lasting].filter((text) => text).join('\n\n');
  return {
    ...(instructions !== '' && { instructions }),
    ...(voice && { voice }),
    ...(tools && { tools: tools.flatMap(toolOf) }),
  };
}

function toolOf({
  name,
  description,
  parameters,
}: NonNullable<SessionSettings['tools']>[number]): ToolDefinition[] {
  try {
    return [
      {
        type: 'function',
        name,
        ...(description && { description }),
        parameters: JSON.parse(parameters) as ToolDefinition['parameters'],
      },
    ];
  } catch {
    return [];
  }
}

/** Those settings that are others than before. */
export function changes(before: SessionConfig, after: SessionConfig): SessionConfig {
  return Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) =>
        JSON.stringify(value) !== JSON.stringify((before as Record<string, unknown>)[name]),
    ),
  );
}
