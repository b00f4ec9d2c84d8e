import * as v from 'valibot';
import type { HeardByClient } from '../dialogue/dialogue.ts';

/** A message of our own, which EVI does not have. An hour is no message. */
const schema = v.object({
  type: v.literal('heard'),
  messageId: v.pipe(v.string(), v.maxLength(200)),
  heard: v.object({
    duration: v.pipe(v.number(), v.minValue(0), v.maxValue(3_600_000)),
    cut: v.boolean(),
  }),
});

/** What a client tells of what it has played; undefined for any other message. */
export function heardIn(text: string): HeardByClient | undefined {
  if (text.length > 1000 || !/"type"\s*:\s*"heard"/.test(text)) return undefined;
  try {
    const read = v.safeParse(schema, JSON.parse(text));
    return read.success ? { id: read.output.messageId, ...read.output.heard } : undefined;
  } catch {
    return undefined;
  }
}
