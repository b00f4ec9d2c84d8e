import type * as v from 'valibot';
import { messageUnion } from '../schema.ts';
import { serverMessages } from './server-message.ts';
import { SessionSettings } from './session-settings.ts';

/** Whatever a newer server sends: the 11 messages of all, and `session_settings`, which says what has come into force. */
export const SubscribeEvent = messageUnion([...serverMessages, SessionSettings]);
/** Whatever a newer server sends: the 11 messages of all, and `session_settings`, which says what has come into force. */
export type SubscribeEvent = v.InferOutput<typeof SubscribeEvent>;
