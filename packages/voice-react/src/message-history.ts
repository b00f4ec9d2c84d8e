import type { ConnectionMessage, JSONMessage } from './messages.ts';

/** What `useVoice().messages` holds. */
export type HistoryMessage = JSONMessage | ConnectionMessage;

/**
 * Adds a message at the end. What the user is saying stays behind all others, and gives way to the next version of it.
 *
 * @param limit how many are kept, the newest
 */
export function addMessage(
  messages: readonly HistoryMessage[],
  message: HistoryMessage,
  limit: number,
): HistoryMessage[] {
  const last = messages.findLast(({ type }) => type === 'user_message');
  const interim = last?.type === 'user_message' && last.interim ? last : undefined;
  const others = interim ? messages.filter((each) => each !== interim) : messages;
  const kept =
    interim && message.type !== 'user_message'
      ? [...others, message, interim]
      : [...others, message];
  return kept.slice(Math.max(0, kept.length - limit));
}
