import { getDotPath } from 'valibot';
import type { BaseIssue } from 'valibot';

type Issue = BaseIssue<unknown>;

/** The field at fault, and what is wrong with it. @param whole - what it is called where no field of it is. */
export function issueOf(issue: Issue, whole: string): string {
  const { path, wrong } = faultOf(issue);
  return `${path || whole}: ${wrong}`;
}

/** The way to the field at fault, empty for the whole value, and what is wrong with it. */
export function faultOf(issue: Issue): { path: string; wrong: string } {
  const path = getDotPath(issue) ?? '';
  // Of a union's options the one that fits but for a field further in was meant.
  const meant = issue.issues?.find((inner) => inner.path && !isMissing(inner));
  if (!meant) return { path, wrong: validationError(issue) };
  const inner = faultOf(meant);
  return { path: [path, inner.path].filter(Boolean).join('.'), wrong: inner.wrong };
}

/** What is wrong, in words that hold nothing of what was given: it may be a secret that stands in the wrong place. */
export function validationError(issue: Issue): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'Unknown field';
  if (isMissing(issue)) return 'It is missing';
  const missing = issue.issues?.filter(isMissing).map((inner) => getDotPath(inner) ?? '');
  if (missing?.length) return `It has no ${[...new Set(missing)].join(' and no ')}`;
  return issue.message.replace(/ but received [^]*$/, '');
}

/** What is at fault is a name that the object does not have. */
function isMissing({ expected, path }: Issue): boolean {
  const last = path?.at(-1);
  return last?.origin === 'key' && last.value === undefined && expected !== 'never';
}
