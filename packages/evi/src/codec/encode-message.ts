import type { ClientMessage } from '../messages/client-message.ts';
import type { ServerMessage } from '../messages/server-message.ts';

/**
 * Writes a client's message as the text of one frame. What the type allows is written as it stands; for values from
 * elsewhere, or `metadata` that JSON may not carry, there is {@link tryEncodeMessage}.
 *
 * @throws TypeError when `metadata` holds a BigInt or a circle.
 */
export function encodeMessage(message: ClientMessage): string {
  return JSON.stringify(message);
}

/** Writes a server's message as the text of one frame. */
export function encodeServerMessage(message: ServerMessage): string {
  return JSON.stringify(message);
}
