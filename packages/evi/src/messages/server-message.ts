import type * as v from 'valibot';
import { messageUnion } from '../schema.ts';
import { AudioOutput } from './audio-output.ts';
import { jsonMessages } from './json-message.ts';

/** The 11 messages a server sends, the most frequent first: decoding looks them up in this order. */
export const serverMessages = [AudioOutput, ...jsonMessages] as const;

/** Any of the 11 messages a server sends, told apart by `type`. */
export const ServerMessage = messageUnion(serverMessages);
/** Any of the 11 messages a server sends, told apart by `type`. */
export type ServerMessage = v.InferOutput<typeof ServerMessage>;
