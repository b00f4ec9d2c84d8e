import { clientMessages, type ClientMessage } from '../messages/client-message.ts';
import { decode } from './decode.ts';
import type { DecodeResult } from './decode-result.ts';
import { bySchema } from './field-error.ts';

/**
 * Reads what a client sent: {@link decodeMessage} for the server's end of the socket.
 *
 * @param data - a text frame, or a binary frame holding UTF-8. Binary frames of audio are told apart beforehand.
 */
export function decodeClientMessage(
  data: string | ArrayBuffer | Uint8Array,
): DecodeResult<ClientMessage> {
  return decode(data, bySchema(clientMessages));
}
