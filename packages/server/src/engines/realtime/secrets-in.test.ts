import { geminiUpstream, openaiUpstream } from '@vivavoce/realtime/upstream';
import { expect, it } from 'vitest';
import { secretsIn } from './secrets-in.ts';

// Rule: whatever a key is sent as, it is known as one; the model's name is none.

it('keys in headers, queries and subprotocols are found', async () => {
  const apiKey = '0123456789';
  expect(secretsIn(await openaiUpstream({ apiKey }).address())).toEqual([apiKey]);
  expect(secretsIn(await geminiUpstream({ apiKey }).address())).toEqual([apiKey]);
  const protocols = ['realtime', `openai-insecure-api-key.${apiKey}.x`];
  expect(secretsIn({ url: 'wss://127.0.0.1/?model=gpt-realtime', protocols })).toEqual([
    `${apiKey}.x`,
  ]);
  expect(secretsIn({ url: 'nowhere', headers: { 'x-version': '1' } })).toEqual([]);
});
