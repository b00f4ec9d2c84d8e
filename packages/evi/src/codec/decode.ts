import type { DecodeError, DecodeErrorReason, DecodeResult } from './decode-result.ts';
import { kindOf } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/** Finds what is wrong with a message of that type; null when no such type is known. */
export type FindFault = (
  type: string,
  message: Record<string, unknown>,
) => FieldError | null | undefined;

/** Reads one frame as a message of one direction. Never throws. */
export function decode<Message>(
  data: string | ArrayBuffer | Uint8Array,
  findFault: FindFault,
): DecodeResult<Message> {
  let text = data;
  if (typeof text !== 'string') {
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(text);
    } catch {
      return malformed('not-text', 'it is no UTF-8');
    }
  }
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return malformed('not-json', 'it is no JSON');
  }
  const kind = kindOf(json);
  if (kind !== 'object') return malformed('not-an-object', `it is ${kind}`);
  const type = json['type'];
  if (typeof type !== 'string') return malformed('no-type', `type is ${kindOf(type)}`);
  const fault = findFault(type, json);
  if (fault === null) return { kind: 'unknown', type, message: json };
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
