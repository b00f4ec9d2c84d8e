import { serverMessages, type ServerMessage } from '../messages/server-message.ts';
import { decode } from './decode.ts';
import type { DecodeResult } from './decode-result.ts';
import { bySchema } from './field-error.ts';
import { leaveOut } from './leave-out.ts';

/**
 * Reads what a server sent. Never throws: anything that is no message comes back as `malformed` with a closed reason,
 * a type this package does not know as `unknown`, and unknown fields and enumeration values stay in the message. A part that
 * is not as it should be costs no more than itself where the message can do without it: see `leftOut`.
 *
 * @param data - a text frame, or a binary frame holding UTF-8.
 * @example
 * ```ts
 * socket.onmessage = ({ data }) => {
 *   const result = decodeMessage(data);
 *   if (result.kind === 'message' && result.message.type === 'user_message') show(result.message.message.content);
 * };
 * ```
 */
export function decodeMessage(
  data: string | ArrayBuffer | Uint8Array,
): DecodeResult<ServerMessage> {
  return decode(data, bySchema(serverMessages), leaveOut);
}
