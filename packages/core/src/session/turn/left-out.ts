import type { DecodeError } from '@vivavoce/evi';
import type { SessionEvent } from '../messages.ts';

/**
 * What is told of parts of a message that were left out since they are malformed: one event for each type and place.
 *
 * @param told those that were told before; these are added
 */
export function leftOutEvents(
  parts: readonly DecodeError[] = [],
  told: Set<string>,
): readonly SessionEvent[] {
  return parts.flatMap(({ type = '', path = '', detail }): SessionEvent[] => {
    const part = `${path} of ${type}`;
    if (told.has(part)) return [];
    told.add(part);
    const message = `The server sends no proper ${part}, which is left out: ${detail}`;
    // It has nothing but scores; of the others a person misses nothing.
    return type === 'assistant_prosody'
      ? [{ type: 'error', error: { reason: 'protocol-malformed', message } }]
      : [{ type: 'warning', message }];
  });
}
