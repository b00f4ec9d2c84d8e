import { expressionNames } from '../emotions/expression-names.ts';
import type { ChatMessage } from '../messages/chat-message.ts';
import type { EmotionScores, Inference, ProsodyInference } from '../messages/inference.ts';
import type { ServerMessage } from '../messages/server-message.ts';
import type { MillisecondInterval } from '../messages/user-message.ts';
import { optional, shape, that } from './shape.ts';
import type { Check, Fields } from './shape.ts';

// What `../messages` says of a server's messages, once more, for reading alone: a page that talks to a server pays a
// quarter of what the schemas and valibot weigh. `server-shapes.test.ts` holds the two to the same verdict.

type MessageOf<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

const string = that('string', (value) => typeof value === 'string');
const boolean = that('boolean', (value) => typeof value === 'boolean');
const integer = that('a whole number', Number.isInteger);
const text = optional(string);

/** @__NO_SIDE_EFFECTS__ */
function message<Type extends ServerMessage['type']>(
  type: Type,
  fields: Omit<Fields<MessageOf<Type>>, 'type' | 'custom_session_id'>,
): Check {
  return shape<Record<string, unknown>>({
    type: that(type, (value) => value === type),
    custom_session_id: text,
    ...fields,
  });
}

/** @__NO_SIDE_EFFECTS__ */
function each<Name extends string>(names: readonly Name[], check: Check): Record<Name, Check> {
  return Object.fromEntries(names.map((name) => [name, check])) as Record<Name, Check>;
}

const models = shape<Inference>({
  prosody: optional(
    shape<ProsodyInference>({
      scores: shape<EmotionScores>(each(expressionNames, that('a finite number', Number.isFinite))),
    }),
  ),
});

const toolCall = message('tool_call', {
  name: string,
  parameters: string,
  response_required: boolean,
  tool_call_id: string,
  tool_type: text,
});
const toolResponse = message('tool_response', {
  content: string,
  tool_call_id: string,
  tool_name: text,
  tool_type: text,
});
const toolError = message('tool_error', {
  code: text,
  content: text,
  error: string,
  level: text,
  tool_call_id: string,
  tool_type: text,
});

const words = shape<ChatMessage>({
  content: text,
  role: string,
  tool_call: optional(toolCall),
  tool_result: optional(
    that(
      'a tool_response or tool_error',
      (value) => !toolResponse(value, '') || !toolError(value, ''),
    ),
  ),
});

/** By `type`: all that must hold of a message for it to have the type of this package. */
export const serverShapes: Readonly<Record<ServerMessage['type'], Check>> = {
  audio_output: message('audio_output', { data: string, id: string, index: integer }),
  user_message: message('user_message', {
    from_text: boolean,
    interim: boolean,
    language: text,
    message: words,
    models,
    time: shape<MillisecondInterval>({ begin: integer, end: integer }),
  }),
  assistant_message: message('assistant_message', {
    from_text: boolean,
    id: text,
    is_quick_response: optional(boolean),
    language: text,
    message: words,
    models,
  }),
  assistant_prosody: message('assistant_prosody', { id: text, models }),
  assistant_end: message('assistant_end', {}),
  user_interruption: message('user_interruption', { time: integer }),
  tool_call: toolCall,
  tool_response: toolResponse,
  tool_error: toolError,
  chat_metadata: message('chat_metadata', {
    chat_group_id: string,
    chat_id: string,
    request_id: text,
  }),
  error: message('error', { code: string, message: string, request_id: text, slug: string }),
};
