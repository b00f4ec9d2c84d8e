import * as v from 'valibot';
import { tolerant } from '../schema';

/** The server reports a disruption. The chat goes on unless the socket closes. */
export const WebSocketError = tolerant({
  type: v.literal('error'),
  custom_session_id: v.nullish(v.string()),
  code: v.string(),
  message: v.string(),
  request_id: v.nullish(v.string()),
  slug: v.string(),
});
/** The server reports a disruption. The chat goes on unless the socket closes. */
export type WebSocketError = v.InferOutput<typeof WebSocketError>;
