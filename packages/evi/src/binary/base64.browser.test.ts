import { expect, test } from 'vitest';
import { decodeMessage } from '../codec/decode-message.ts';
import { encodeServerMessage } from '../codec/encode-message.ts';
import { base64ToBytes, bytesToBase64 } from './base64.ts';
import { base64FromTable, bytesFromTable } from './base64-table.ts';

const samples = [
  '',
  'AA==',
  'AA',
  'AA=',
  'A',
  'QUJD',
  'QU JD\n',
  'QUJ*',
  '+/+/',
  '-_-_',
  'AB==',
  'é',
  '=',
  '====',
];

test('the browser’s own base64 is used and agrees with the table', () => {
  expect('fromBase64' in Uint8Array).toBe(true);
  for (let length = 0; length < 300; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    expect(bytesToBase64(bytes)).toBe(base64FromTable(bytes));
    expect(base64ToBytes(bytesToBase64(bytes))).toEqual(bytes);
  }
});

test.each(samples)('the browser and the table read or refuse "%s" alike', (text) => {
  expect(base64ToBytes(text)).toEqual(bytesFromTable(text));
});

test('a message is read in the browser', () => {
  const message = { type: 'audio_output', id: 'a', index: 0, data: 'QUJD' } as const;
  expect(decodeMessage(new TextEncoder().encode(encodeServerMessage(message)))).toEqual({
    kind: 'message',
    message,
  });
});
