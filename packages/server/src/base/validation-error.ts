import type { BaseIssue } from 'valibot';

/** What is wrong, in words that hold nothing of what was given: it may be a secret that stands in the wrong place. */
export function validationError(issue: BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'Unknown field';
  return issue.message.replace(/ but received [^]*$/, '');
}
