import type { ReplyRequest } from '../replies/responder.ts';
import type { Turn } from '../base/conversation-turn.ts';
import { filled } from './settings.ts';
import type { Settings } from './settings.ts';
import type { ToolCalls } from './tool-calls.ts';
import { chatTools } from './tools.ts';

/** What a {@link ReplyRequest} is made of. */
export interface ReplyRequestParts {
  settings: Settings;
  history: readonly Turn[];
  toolCalls: ToolCalls;
  /** Aborted when the reply is no longer wanted. */
  signal: AbortSignal;
  /** The rest, as it goes to the responder. */
  about: Pick<
    ReplyRequest,
    'occasion' | 'unheard' | 'temperature' | 'customSessionId' | 'setCustomSessionId'
  >;
}

/** What the responder is asked. Context belongs to the user's message, so words for an occasion get none. */
export function replyRequest(parts: ReplyRequestParts): ReplyRequest {
  const { settings, toolCalls, signal, about } = parts;
  const { prompt, variables, context, languageModelKey, metadata } = settings;
  const tools = chatTools(settings.tools, settings.builtinTools);
  return {
    ...about,
    history: [...parts.history],
    now: new Date(),
    ...(prompt !== undefined && { prompt: filled(prompt, variables) }),
    ...(context && about.occasion === undefined && { context: context.text }),
    ...(metadata && { metadata }),
    ...(languageModelKey !== undefined && { languageModelKey }),
    ...(tools.length > 0 && {
      tools: {
        offers: tools,
        call: (name: string, parameters: string) =>
          toolCalls.call(
            tools.find((tool) => tool.name === name),
            name,
            parameters,
            signal,
          ),
      },
    }),
  };
}
