import * as v from 'valibot';
import type { DecodeError, DecodeResult } from './decode-result';

/** A message schema with its `type` literal in reach. */
type MessageSchema = v.GenericSchema & { entries: { type: { literal: string } } };

const maxPathLength = 200;

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
  const schema = schemas.find(({ entries }) => entries.type.literal === type);
  if (!schema) return { kind: 'unknown', type, message: json };

  const { issues } = v.safeParse(schema, json, { abortEarly: true });
  // The parsed JSON itself is handed on, not valibot's copy, which drops fields called `constructor` or `prototype`. No
  // schema transforms anything, so the two are otherwise equal.
  return issues
    ? malformed(fieldError(type, issues[0]))
    : { kind: 'message', message: json as Message };
}

function malformed(error: DecodeError): { kind: 'malformed'; error: DecodeError } {
  return { kind: 'malformed', error };
}

// valibot's own sentence quotes the value received, which may be a secret or megabytes long.
function fieldError(type: string, issue: v.BaseIssue<unknown>): DecodeError {
  const path = (v.getDotPath(issue) ?? '').slice(0, maxPathLength);
  const detail = `${path} of ${type} is ${kindOf(issue.input)}, expected ${issue.expected ?? issue.type}`;
  return { reason: 'invalid-field', type, path, detail };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value;
}
