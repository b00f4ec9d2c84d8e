import type { Occasion, ReplyRequest } from '../responder.ts';
import type { SpokenTurn, ToolCall } from '../../base/conversation-turn.ts';

/** A message of the chat completions API. */
export type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: readonly CompletionToolCall[] }
  | { role: 'tool'; tool_call_id: string; content: string };

/** A call of a tool, as the chat completions API writes it. */
export interface CompletionToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
  /** What the endpoint wants to have back. */
  extra_content?: unknown;
}

const defaultPrompt =
  'You are a friendly voice assistant. Everything you write is spoken aloud: answer in one to three short sentences, without markup, lists or emoji.';
const unheard = '(The user spoke, but the words were not understood.)';

/** What a model is told to say something about, where a Config names no words for it. */
export const occasionInstructions: Readonly<Record<Occasion, string>> = {
  'new-chat': 'The conversation begins. Greet the user in one short sentence.',
  nudge: 'The user has been silent for a while. Ask in one short sentence whether they are there.',
  inactivity:
    'The user has been silent for long, and the call ends in 15 seconds. Say so in one short sentence.',
  'max-duration': 'The time of this call is up. Say goodbye in one short sentence.',
};

/** How {@link chatMessages} writes the conversation. */
export interface ChatMessagesOptions<About extends object> {
  /** Stands where the Chat has no prompt; undefined: none stands there. */
  defaultPrompt: string | undefined;
  /** What is noted beside a message, from the turn it begins with. */
  about: (turn: SpokenTurn) => About;
}

/** The conversation as a language model is to read it. Context stands at the end of the message it belongs to. */
export function chatMessages<About extends object = object>(
  request: ReplyRequest,
  options: Partial<ChatMessagesOptions<About>> = { defaultPrompt },
): (ChatMessage & Partial<About>)[] {
  const { history, context, occasion } = request;
  const prompt = request.prompt ?? options.defaultPrompt;
  const messages: (ChatMessage & Partial<About>)[] = [];
  const push = (message: ChatMessage, turn?: SpokenTurn) => {
    messages.push({ ...message, ...(turn && options.about?.(turn)) });
  };
  if (prompt !== undefined) push({ role: 'system', content: prompt });
  const last = history.findLastIndex(({ role }) => role === 'user');
  for (const [i, turn] of history.entries()) {
    const before = messages.at(-1);
    if (turn.role === 'user') {
      const added = i === last && context !== undefined ? `\n\n${context}` : '';
      push({ role: 'user', content: `${turn.text || unheard}${added}` }, turn);
    } else if (turn.role === 'tool') {
      const { call, text } = turn;
      push({ role: 'assistant', content: null, tool_calls: [completionToolCall(call)] });
      push({ role: 'tool', tool_call_id: call.id, content: text });
    } else if (before?.role === 'assistant' && before.content !== null) {
      // The sentences of one answer are one message.
      before.content += ` ${turn.text}`;
    } else {
      push({ role: 'assistant', content: turn.text }, turn);
    }
  }
  if (occasion !== undefined) push({ role: 'system', content: occasionInstructions[occasion] });
  return messages;
}

/** A call as the chat completions API writes it. */
function completionToolCall({ id, name, parameters }: ToolCall): CompletionToolCall {
  return { id, type: 'function', function: { name, arguments: parameters } };
}
