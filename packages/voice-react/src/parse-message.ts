import { readMessage } from '@vivavoce/evi';
import { SocketFailedToParseMessageError, SocketUnknownMessageError } from './errors.ts';
import { fromWire } from './messages.ts';
import type { SubscribeEvent } from './messages.ts';

/** Sound that came as a binary frame. */
interface BinaryAudio {
  type: 'audio';
  data: ArrayBuffer;
  receivedAt: Date;
}

/** What a frame of the socket holds. */
export type ParsedMessage =
  { success: true; message: SubscribeEvent | BinaryAudio } | { success: false; error: Error };

/** Reads what came over the socket: text or a Blob. Never rejects. */
export const parseMessageData = async (data: unknown): Promise<ParsedMessage> => {
  if (data instanceof Blob) {
    const bytes = await data.arrayBuffer().catch(() => null);
    if (bytes)
      return { success: true, message: { type: 'audio', data: bytes, receivedAt: new Date() } };
    return failed('The Blob could not be read.');
  }
  if (typeof data !== 'string') return failed(`Expected a string but received ${typeof data}.`);
  const read = readMessage(data);
  if (read.kind === 'message') return { success: true, message: fromWire(read.message) };
  if (read.kind === 'unknown' && read.type === 'session_settings')
    return { success: true, message: fromWire(read.message as never) };
  const error = new SocketUnknownMessageError('Received JSON was not a known message type.');
  return { success: false, error };
};

/** Reads the `data` of an event of the socket. */
export const parseMessageType = (event: MessageEvent): Promise<ParsedMessage> =>
  parseMessageData(event.data);

function failed(why: string): ParsedMessage {
  return { success: false, error: new SocketFailedToParseMessageError(why) };
}
