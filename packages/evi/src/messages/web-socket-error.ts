import * as v from 'valibot';
import { optionalString, string, tolerant } from '../schema.ts';

/** The server reports a disruption. The chat goes on unless the socket closes. */
export const WebSocketError = tolerant({
  type: v.literal('error'),
  custom_session_id: optionalString,
  code: string,
  message: string,
  request_id: optionalString,
  slug: string,
});
/** The server reports a disruption. The chat goes on unless the socket closes. */
export type WebSocketError = v.InferOutput<typeof WebSocketError>;
