import type { ServerMessage } from '@vivavoce/evi';

/** Slugs of errors after which a Chat can't be gone on with: no other line is tried. The list is closed. */
const final: readonly string[] = [
  'invalid_query',
  'chat_group_not_found',
  'out_of_credits',
  'inactivity_timeout',
  'max_duration_timeout',
  'hang_up',
];

/** Whether this error says that the Chat is over. Any other disturbs it and does not end it. */
export function isTerminal({ slug }: Extract<ServerMessage, { type: 'error' }>): boolean {
  return final.includes(slug);
}
