import type { ServerMessage } from '../messages/server-message.ts';
import { decode } from './decode.ts';
import type { DecodeResult } from './decode-result.ts';
import { leaveOut } from './leave-out.ts';
import { serverShapes } from './server-shapes.ts';

/**
 * {@link decodeMessage} for pages that count kilobytes: the same verdict on the same data, a third of the size, since it
 * brings neither the schemas nor valibot. Only the words of `error.detail` may differ.
 *
 * @param data - a text frame, or a binary frame holding UTF-8.
 */
export function readMessage(data: string | ArrayBuffer | Uint8Array): DecodeResult<ServerMessage> {
  return decode(
    data,
    (type, message) =>
      // Its own: no `type` may reach a prototype.
      Object.hasOwn(serverShapes, type)
        ? serverShapes[type as ServerMessage['type']](message, '')
        : null,
    leaveOut,
  );
}
