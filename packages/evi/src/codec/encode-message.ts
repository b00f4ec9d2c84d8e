import type { ClientMessage } from '../messages/client-message';
import type { ServerMessage } from '../messages/server-message';

/** Writes a client's message as the text of one frame. */
export function encodeMessage(message: ClientMessage): string {
  return JSON.stringify(message);
}

/** Writes a server's message as the text of one frame. */
export function encodeServerMessage(message: ServerMessage): string {
  return JSON.stringify(message);
}
