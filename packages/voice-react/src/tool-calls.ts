import type { ToolCall, ToolErrorMessage, ToolResponseMessage } from './messages.ts';

/** Answers calls of the app's own tools. */
export type ToolCallHandler = (
  message: Omit<ToolCall, 'toolType'> & { toolType: 'function' },
  send: {
    success: (content: unknown) => ToolResponseMessage;
    error: (e: { error: string; code: string; level: string; content: string }) => ToolErrorMessage;
  },
) => Promise<ToolResponseMessage | ToolErrorMessage>;

/**
 * Asks the app for the answer to a call. A handler that fails or gives something else is an answer as well: the model hears of it, and so does
 * the app.
 *
 * @param onError told why there is no answer of the app's
 * @returns undefined where the app has no handler, or the server answers the call itself
 */
export async function answerTool(
  call: ToolCall,
  handler: ToolCallHandler | undefined,
  onError: (message: string, error?: Error) => void,
): Promise<ToolResponseMessage | ToolErrorMessage | undefined> {
  const { toolCallId } = call;
  if (!handler || call.toolType === 'builtin') return undefined;
  try {
    const answer = await handler(
      { ...call, toolType: 'function' },
      {
        success: (content) => ({
          type: 'tool_response',
          toolCallId,
          content: JSON.stringify(content) ?? '',
        }),
        error: ({ level, ...failure }) => ({
          ...failure,
          type: 'tool_error',
          toolCallId,
          ...(level && { level: 'warn' }),
        }),
      },
    );
    if (answer.type === 'tool_response' || answer.type === 'tool_error') return answer;
    throw new TypeError('Invalid response from tool call');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    onError(message, error instanceof Error ? error : undefined);
    return { type: 'tool_error', toolCallId, error: message };
  }
}
