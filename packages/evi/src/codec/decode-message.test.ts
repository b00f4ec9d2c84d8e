import { expect, test } from 'vitest';
import type { DecodeErrorReason } from './decode-result.ts';
import { decodeClientMessage } from './decode-client-message.ts';
import { decodeMessage } from './decode-message.ts';
import { encodeMessage, encodeServerMessage } from './encode-message.ts';

test('a message is read with its unknown fields', () => {
  const message = { type: 'assistant_end', custom_session_id: null, constructor: 1, later: [1] };
  expect(decodeMessage(JSON.stringify(message))).toEqual({ kind: 'message', message });
});

test('an unknown enumeration value passes', () => {
  const message = {
    type: 'assistant_message',
    from_text: false,
    message: { role: 'narrator', content: 'Hello' },
    models: {},
  } as const;
  expect(decodeMessage(encodeServerMessage(message))).toEqual({ kind: 'message', message });
});

test.each(['later_message', 'constructor', '__proto__', 'toString', '', 'user_input'])(
  'the type "%s" is unknown and passes whole',
  (type) => {
    expect(decodeMessage(JSON.stringify({ type, a: { b: 1 } }))).toEqual({
      kind: 'unknown',
      type,
      message: { type, a: { b: 1 } },
    });
  },
);

test('UTF-8 bytes are read like text', () => {
  const text = encodeMessage({ type: 'user_input', text: 'Grüße 👋' });
  const bytes = new TextEncoder().encode(text);
  const expected = decodeClientMessage(text);
  expect(decodeClientMessage(bytes)).toEqual(expected);
  expect(decodeClientMessage(bytes.buffer)).toEqual(expected);
});

test.each<[unknown, DecodeErrorReason]>([
  [Uint8Array.of(0xff, 0xfe, 0xfd), 'not-text'],
  [new Blob(['{}']), 'not-text'],
  [42, 'not-text'],
  ['', 'not-json'],
  ['{', 'not-json'],
  ['[]', 'not-an-object'],
  ['null', 'not-an-object'],
  ['"text"', 'not-an-object'],
  ['{}', 'no-type'],
  ['{"type":7}', 'no-type'],
  ['{"type":"audio_output"}', 'invalid-field'],
  ['{"type":"audio_output","id":"a","data":"","index":1e999}', 'invalid-field'],
  ['{"type":"audio_output","id":"a","data":"","index":0.5}', 'invalid-field'],
])('%s is malformed: %s', (data, reason) => {
  expect(decodeMessage(data as string)).toMatchObject({ kind: 'malformed', error: { reason } });
});

test('the field at fault is named, its value is not', () => {
  const secret = 'sk-'.padEnd(5_000_000, 'x');
  const data = JSON.stringify({ type: 'session_settings', tools: [{ name: {}, secret }, secret] });
  expect(decodeClientMessage(data)).toEqual({
    kind: 'malformed',
    error: {
      reason: 'invalid-field',
      type: 'session_settings',
      path: 'tools.0.name',
      detail: 'tools.0.name is object, expected string',
    },
  });
  const long = JSON.stringify({ type: 'session_settings', variables: { [secret]: {} } });
  const result = decodeClientMessage(long);
  expect(JSON.stringify(result).length).toBeLessThan(1000);
});

test('a message cannot reach any prototype', () => {
  const text = '{"type":"user_interruption","time":1,"__proto__":{"polluted":true}}';
  const result = decodeMessage(text);
  expect(result.kind).toBe('message');
  expect(Object.getPrototypeOf(result.kind === 'message' && result.message)).toBe(Object.prototype);
  expect({}).not.toHaveProperty('polluted');
});

test('a required field is not found on a prototype', () => {
  const text = '{"type":"chat_metadata","chat_id":"c","__proto__":{"chat_group_id":"g"}}';
  expect(decodeMessage(text)).toMatchObject({ error: { path: 'chat_group_id' } });
});

test('nesting a hundred thousand deep is read or refused, not thrown', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  expect(decodeMessage(`{"type":"assistant_end","later":${deep}}`).kind).toBe('message');
  expect(decodeMessage(`{"type":"user_message","message":${deep}}`).kind).toBe('malformed');
});

test('a string of 50 MB is read', () => {
  const message = {
    type: 'audio_output',
    id: 'a',
    index: 0,
    data: 'A'.repeat(50_000_000),
  } as const;
  expect(decodeMessage(encodeServerMessage(message)).kind).toBe('message');
});
