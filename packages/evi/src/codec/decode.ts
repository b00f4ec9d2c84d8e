import type { DecodeError, DecodeErrorReason, DecodeResult } from './decode-result.ts';
import { kindOf } from './field-error.ts';
import type { FieldError, FindFault } from './field-error.ts';

/** Takes the part with the fault out of a message, and names the part; undefined where the message can't do without it. */
export type LeaveOut = (
  message: Record<string, unknown>,
  fault: FieldError,
  isFault: (path: string) => boolean,
) => string | undefined;

/** Reads one frame as a message of one direction. Never throws. */
export function decode<Message>(
  data: string | ArrayBuffer | Uint8Array,
  findFault: FindFault,
  leaveOut?: LeaveOut,
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
  const leftOut: DecodeError[] = [];
  const find = (): FieldError | null | undefined => findFault(type, json);
  const isFault = (path: string): boolean => `${find()?.path}.`.startsWith(`${path}.`);
  for (let fault = find(); fault !== undefined; fault = find()) {
    if (fault === null) return { kind: 'unknown', type, message: json };
    const path = leaveOut?.(json, fault, isFault);
    const error: DecodeError = { reason: 'invalid-field', type, ...fault, ...(path && { path }) };
    if (!path) return { kind: 'malformed', error };
    leftOut.push(error);
  }
  // The parsed JSON itself is handed on, not valibot's copy, which drops fields called `constructor` or `prototype`. No
  // schema transforms anything, so the two are otherwise equal.
  const message = json as Message;
  return leftOut.length > 0 ? { kind: 'message', message, leftOut } : { kind: 'message', message };
}

function malformed(
  reason: DecodeErrorReason,
  detail: string,
): { kind: 'malformed'; error: DecodeError } {
  return { kind: 'malformed', error: { reason, detail } };
}
