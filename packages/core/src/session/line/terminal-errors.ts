import type { ServerMessage } from '@vivavoce/evi';

/** Why a server ends a Chat, where it says so. */
export type ServerEnd = 'inactivity' | 'max-duration' | 'out-of-credits' | 'model' | 'config';

/** By the code of EVI, or by the slug that says the same. */
const ends: Readonly<Record<string, ServerEnd | undefined>> = {
  E0714: 'inactivity',
  inactivity_timeout: 'inactivity',
  E0715: 'max-duration',
  max_duration_timeout: 'max-duration',
  out_of_credits: 'out-of-credits',
  E0705: 'model',
  E0712: 'model',
  config_not_found: 'config',
};

/** Slugs of other errors after which a Chat can't be gone on with. The list is closed. */
const final: readonly string[] = ['invalid_query', 'chat_group_not_found', 'hang_up'];

/** What an `error` message says of the Chat. `end`: it is over, and why; true where nobody knows more. Any other only disturbs it. */
export function readError({ code, slug }: Extract<ServerMessage, { type: 'error' }>): {
  readonly end: ServerEnd | boolean;
  /** It is a notice (I), a warning (W), or says why the server ends the Chat: no fault that a person is shown. */
  readonly quiet: boolean;
} {
  const end = ends[code] ?? ends[slug];
  return { end: end ?? final.includes(slug), quiet: end !== undefined || /^[IW]\d/.test(code) };
}
