import type { DecodeError } from '@vivavoce/evi';
import type { SessionEvent } from './messages.ts';

/** Parts of messages that are left out since they are malformed. */
export class LeftOut {
  readonly #reported = new Set<string>();

  /** @returns events about those parts that were not reported before, by type and place */
  report(parts: readonly DecodeError[] = []): SessionEvent[] {
    return parts.flatMap(({ type = '', path = '', detail }): SessionEvent[] => {
      const part = `${path} of ${type}`;
      if (this.#reported.has(part)) return [];
      this.#reported.add(part);
      const message = `The server sends no proper ${part}, which is left out: ${detail}`;
      // It has nothing but scores; of the others a person misses nothing.
      return type === 'assistant_prosody'
        ? [{ type: 'error', error: { reason: 'protocol-malformed', message } }]
        : [{ type: 'warning', message }];
    });
  }
}
