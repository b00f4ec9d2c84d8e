import type { DecodeError, DecodeErrorReason, DecodeResult } from './decode-result.ts';
import { findFieldError, kindOf } from './field-error.ts';
import { findSchema, type MessageSchema } from '../schema.ts';

/** Reads one frame against the messages of one direction. Never throws. */
export function decode<Message>(
  data: string | ArrayBuffer | Uint8Array,
  schemas: readonly MessageSchema[],
): DecodeResult<Message> {
  let text = data;
  if (typeof text !== 'string') {
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(text);
    } catch {
      return malformed('not-text', 'the frame is neither text nor UTF-8');
    }
  }
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return malformed('not-json', 'the text is not JSON');
  }
  const kind = kindOf(json);
  if (kind !== 'object') return malformed('not-an-object', `the JSON is ${kind}`);
  const type = json['type'];
  if (typeof type !== 'string') return malformed('no-type', `type is ${kindOf(type)}`);
  const schema = findSchema(schemas, type);
  if (!schema) return { kind: 'unknown', type, message: json };

  const fault = findFieldError(schema, json);
  if (fault) return malformed('invalid-field', fault.detail, { type, path: fault.path });
  // The parsed JSON itself is handed on, not valibot's copy, which drops fields called `constructor` or `prototype`. No
  // schema transforms anything, so the two are otherwise equal.
  return { kind: 'message', message: json as Message };
}

function malformed(
  reason: DecodeErrorReason,
  detail: string,
  where?: { type: string; path: string },
): { kind: 'malformed'; error: DecodeError } {
  return { kind: 'malformed', error: { reason, detail, ...where } };
}
