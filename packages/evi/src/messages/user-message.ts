import * as v from 'valibot';
import { integer, optionalString, tolerant } from '../schema.ts';
import { ChatMessage } from './chat-message.ts';
import { Inference } from './inference.ts';

/** A stretch of the chat, in milliseconds from its start. */
export const MillisecondInterval = tolerant({ begin: integer, end: integer });
/** A stretch of the chat, in milliseconds from its start. */
export type MillisecondInterval = v.InferOutput<typeof MillisecondInterval>;

/** What the user said. `interim: true` is provisional and replaced by the next; `false` is final. `language` is what was detected, as `en`. */
export const UserMessage = tolerant({
  type: v.literal('user_message'),
  custom_session_id: optionalString,
  from_text: v.boolean(),
  interim: v.boolean(),
  language: optionalString,
  message: ChatMessage,
  models: Inference,
  time: MillisecondInterval,
});
/** What the user said. `interim: true` is provisional and replaced by the next; `false` is final. `language` is what was detected, as `en`. */
export type UserMessage = v.InferOutput<typeof UserMessage>;
