import type { Occasion, ReplyRequest, ToolCall, Turn } from './responder.ts';

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
}

const defaultPrompt =
  'You are a friendly voice assistant. Everything you write is spoken aloud: answer in one to three short sentences, without markup, lists or emoji.';
const unheard = '(The user spoke, but the words were not understood.)';

const instructions: Readonly<Record<Occasion, string>> = {
  'new-chat': 'The conversation begins. Greet the user in one short sentence.',
  nudge: 'The user has been silent for a while. Ask in one short sentence whether they are there.',
  inactivity:
    'The user has been silent for long, and the call ends in 15 seconds. Say so in one short sentence.',
  'max-duration': 'The time of this call is up. Say goodbye in one short sentence.',
};

/** The conversation as a language model is to read it. Context stands at the end of the message it belongs to. */
export function chatMessages(request: ReplyRequest): ChatMessage[] {
  const { history, prompt, context, occasion } = request;
  const messages: ChatMessage[] = [{ role: 'system', content: prompt ?? defaultPrompt }];
  const last = history.findLastIndex(({ role }) => role === 'user');
  for (const [i, turn] of history.entries()) {
    const added = i === last && context !== undefined ? `\n\n${context}` : '';
    append(messages, turn, added);
  }
  if (occasion !== undefined) messages.push({ role: 'system', content: instructions[occasion] });
  return messages;
}

/** A call as the chat completions API writes it. */
function completionToolCall({ id, name, parameters }: ToolCall): CompletionToolCall {
  return { id, type: 'function', function: { name, arguments: parameters } };
}

function append(messages: ChatMessage[], turn: Turn, added: string): void {
  const before = messages.at(-1);
  if (turn.role === 'user') {
    messages.push({ role: 'user', content: `${turn.text || unheard}${added}` });
  } else if (turn.role === 'tool') {
    const { call, text } = turn;
    messages.push({ role: 'assistant', content: null, tool_calls: [completionToolCall(call)] });
    messages.push({ role: 'tool', tool_call_id: call.id, content: text });
  } else if (before?.role === 'assistant' && before.content !== null) {
    // The sentences of one answer are one message.
    before.content += ` ${turn.text}`;
  } else {
    messages.push({ role: 'assistant', content: turn.text });
  }
}
