import { jsonObject } from './completion-request.ts';
import type { ChatMessage, CompletionToolCall } from './chat-messages.ts';

type ProviderOptions = Record<string, Record<string, never>>;

/** A message as the AI SDK's `LanguageModelV4` takes it. */
export type LanguageModelMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: { type: 'text'; text: string }[] }
  | {
      role: 'assistant';
      content: (
        | { type: 'text'; text: string }
        | {
            type: 'tool-call';
            toolCallId: string;
            toolName: string;
            input: unknown;
            providerOptions?: ProviderOptions;
          }
      )[];
    }
  | {
      role: 'tool';
      content: {
        type: 'tool-result';
        toolCallId: string;
        toolName: string;
        output: { type: 'text'; value: string };
      }[];
    };

/** The same conversation in the messages of `LanguageModelV4`. */
export function languageModelPrompt(messages: readonly ChatMessage[]): LanguageModelMessage[] {
  const names = new Map<string, string>();
  return messages.map((message, index): LanguageModelMessage => {
    switch (message.role) {
      case 'system':
        // Several providers take instructions only at the beginning, and refuse a question in which nobody has spoken.
        return index === 0
          ? { role: 'system', content: message.content }
          : { role: 'user', content: [{ type: 'text', text: `(${message.content})` }] };
      case 'user':
        return { role: 'user', content: [{ type: 'text', text: message.content }] };
      case 'assistant': {
        const { content, tool_calls: calls = [] } = message;
        for (const { id, function: called } of calls) names.set(id, called.name);
        return {
          role: 'assistant',
          content: [
            ...(content === null ? [] : [{ type: 'text' as const, text: content }]),
            ...calls.map(toolCallPart),
          ],
        };
      }
      case 'tool': {
        const { tool_call_id: toolCallId, content: value } = message;
        const toolName = names.get(toolCallId) ?? '';
        return {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value } }],
        };
      }
    }
  });
}

function toolCallPart({ id, function: called, extra_content: extra }: CompletionToolCall) {
  return {
    type: 'tool-call' as const,
    toolCallId: id,
    toolName: called.name,
    input: jsonObject(called.arguments) ?? {},
    ...(extra !== undefined && { providerOptions: extra as ProviderOptions }),
  };
}
