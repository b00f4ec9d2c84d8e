import type { DecodeError, DecodeResult } from './decode-result';
import { findFieldError, kindOf } from './field-error';
import { findSchema, type MessageSchema } from '../schema';

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
      return malformed({ reason: 'not-text', detail: 'the frame is neither text nor UTF-8' });
    }
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return malformed({ reason: 'not-json', detail: 'the text is not JSON' });
  }
  if (!isObject(json)) {
    return malformed({ reason: 'not-an-object', detail: `the JSON is ${kindOf(json)}` });
  }
  const type = json['type'];
  if (typeof type !== 'string') {
    return malformed({ reason: 'no-type', detail: `type is ${kindOf(type)}, not a string` });
  }
  const schema = findSchema(schemas, type);
  if (!schema) return { kind: 'unknown', type, message: json };

  const fault = findFieldError(schema, json);
  if (fault) return malformed({ reason: 'invalid-field', type, ...fault });
  // The parsed JSON itself is handed on, not valibot's copy, which drops fields called `constructor` or `prototype`. No
  // schema transforms anything, so the two are otherwise equal.
  return { kind: 'message', message: json as Message };
}

function malformed(error: DecodeError): { kind: 'malformed'; error: DecodeError } {
  return { kind: 'malformed', error };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
