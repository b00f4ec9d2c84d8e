import type { BaseIssue } from 'valibot';

/** What is wrong, in words that hold nothing of what was given: it may be a secret that stands in the wrong place. */
export function validationError({ message }: BaseIssue<unknown>): string {
  return message.replace(/ but received [^]*$/, '');
}
