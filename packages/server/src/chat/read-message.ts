import { decodeClientMessage } from '@vivavoce/evi';
import type { ClientMessage } from '@vivavoce/evi';
import type { ChatErrorSlug } from './chat-error.ts';

/** Longer texts are refused: nobody listens to ten minutes of one sentence after the other. */
const longestText = 10_000;

/** A client's message, or what is wrong with it. */
export type ReadMessage =
  | { kind: 'message'; message: ClientMessage }
  | { kind: 'wrong'; slug: ChatErrorSlug; because: string };

/** Reads a text frame. */
export function readMessage(text: string): ReadMessage {
  const decoded = decodeClientMessage(text);
  switch (decoded.kind) {
    case 'message':
      return checked(decoded.message);
    case 'unknown':
      return wrong(
        'unknown_message_type',
        'The message has a type that this server does not know.',
      );
    case 'malformed': {
      const { reason, detail } = decoded.error;
      return wrong(reason === 'not-json' ? 'invalid_json' : 'invalid_message', detail);
    }
  }
}

function checked(message: ClientMessage): ReadMessage {
  if (message.type !== 'user_input' && message.type !== 'assistant_input') {
    return { kind: 'message', message };
  }
  if (message.text.trim() === '') return wrong('invalid_message', 'The text is empty.');
  if (message.text.length <= longestText) return { kind: 'message', message };
  return wrong('text_too_long', `The text is longer than ${String(longestText)} characters.`);
}

function wrong(slug: ChatErrorSlug, because: string): ReadMessage {
  return { kind: 'wrong', slug, because };
}
