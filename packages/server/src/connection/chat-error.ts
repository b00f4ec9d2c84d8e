/** What can go wrong in a Chat. Each is told to the client as an `error` message with its code and slug. */
const codes = {
  invalid_json: 'E0101',
  invalid_message: 'E0102',
  unknown_message_type: 'E0103',
  text_too_long: 'E0104',
  too_much_to_say: 'E0105',
  audio_not_configured: 'E0201',
  audio_format_unsupported: 'E0202',
  audio_not_base64: 'E0203',
  audio_not_as_declared: 'E0204',
  audio_decoder_missing: 'E0205',
  audio_not_decodable: 'E0206',
  audio_too_far_ahead: 'E0207',
  audio_of_others: 'E0208',
  transcription_failure: 'I0116',
  reply_failed: 'E0302',
  storage_failed: 'E0303',
  tool_timed_out: 'E0304',
  storage_full: 'E0305',
  realtime_failed: 'E0306',
  realtime_unavailable: 'E0307',
  unsupported: 'E0308',
  invalid_query: 'E0401',
  unauthorized: 'E0402',
  chat_group_not_found: 'E0403',
  config_not_found: 'E0404',
  too_many_messages: 'E0405',
  too_many_chats: 'E0406',
  config_not_usable: 'E0407',
  chat_not_found: 'E0408',
  chat_ended: 'E0409',
  connection_not_allowed: 'E0410',
  too_many_listeners: 'E0411',
  too_many_chats_of_key: 'E0412',
  minutes_used_up: 'E0413',
  internal_error: 'E0500',
  language_model_not_usable: 'E0705',
  language_model_failed: 'E0712',
  inactivity_timeout: 'E0714',
  max_duration_timeout: 'E0715',
} as const;

/** The slug of an `error` message: its reason as a word. */
export type ChatErrorSlug = keyof typeof codes;

/** The code of an `error` message: EVI's from E0700 on and for what is only a notice (I), else this server's own. */
export function chatErrorCode(slug: ChatErrorSlug): string {
  return codes[slug];
}

/** All slugs. */
export const chatErrorSlugs: readonly ChatErrorSlug[] = Object.keys(codes) as ChatErrorSlug[];

/** What a client is told that has no more room. */
export const storageFull = 'The database, or your share of it, is as large as it may be.';

/** What a client is told whose key has no minutes left. */
export const minutesUsedUp =
  'The minutes of this key are used up for today. A day begins at midnight UTC.';
