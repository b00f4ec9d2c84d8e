import type * as v from 'valibot';
import { messageUnion } from '../schema.ts';
import { jsonMessages } from './server-message.ts';
import { SessionSettings } from './session-settings.ts';

/**
 * Every server message but {@link AudioOutput}: what a transcript or a log is made of. Newer servers send `session_settings` as well,
 * to say what has come into force.
 */
export const JsonMessage = messageUnion([...jsonMessages, SessionSettings]);
/** Every server message but {@link AudioOutput}, and `session_settings`: what a transcript or a log is made of. */
export type JsonMessage = v.InferOutput<typeof JsonMessage>;
