import type { BuiltinToolConfig, Tool } from '@vivavoce/evi';
import type { ToolOffer } from '../replies/responder.ts';

/** A tool of the Chat, with what is said when it fails. */
export interface ChatTool extends ToolOffer {
  fallback?: string;
}

const builtins: Readonly<Record<string, Pick<ToolOffer, 'description' | 'parameters'>>> = {
  hang_up: {
    description: 'Ends the call, after a farewell.',
    parameters: '{"type":"object","properties":{}}',
  },
  web_search: {
    description: 'Searches the web for current information.',
    parameters:
      '{"type":"object","required":["query"],"properties":{"query":{"type":"string","description":"What to search for."}}}',
  },
};

/** The tools that may be called: the client's, and the server's own that are switched on. */
export function chatTools(
  tools: readonly Tool[],
  builtinTools: readonly BuiltinToolConfig[],
): ChatTool[] {
  const own = tools.map((tool): ChatTool => ({
    name: tool.name,
    type: tool.type === 'builtin' ? 'builtin' : 'function',
    parameters: tool.parameters,
    ...(tool.description != null && { description: tool.description }),
    ...(tool.fallback_content != null && { fallback: tool.fallback_content }),
  }));
  const switchedOn = builtinTools.flatMap(({ name, fallback_content }): ChatTool[] => {
    const known = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
    const fallback = fallback_content != null && { fallback: fallback_content };
    return known ? [{ name, type: 'builtin', ...known, ...fallback }] : [];
  });
  return [...own, ...switchedOn];
}
