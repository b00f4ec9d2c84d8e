import { expect, test, vi } from 'vitest';
import { bundle } from '../support/bundle.ts';

vi.setConfig({ testTimeout: 60_000 });

// Rule: the message part, valibot included, is at most 5.25 kB minified and gzipped, the REST client, its control plane included, 6.1 kB more, and who
// uses one thing does not pay for another.

const limit = 5_000;
/** A part that is not as it should be costs a message no more than that part. */
const leavingOut = 200;
/** valibot takes a list for an object. */
const noLists = 50;
/** What is wrong with a union, in words: messages have none that needs it. */
const unions = 100;
const messagePart = [
  'ClientMessage',
  'ServerMessage',
  'decodeMessage',
  'decodeClientMessage',
  'encodeMessage',
  'encodeServerMessage',
  'bytesToBase64',
  'base64ToBytes',
  'expressionNames',
  'chatUrl',
  'redactUrl',
];

const gzipOf = async (names: readonly string[]) =>
  (await bundle(`export { ${names.join()} } from '@vivavoce/evi'`)).gzip;

test('the message part is at most 5.25 kB', async () => {
  expect(await gzipOf(messagePart)).toBeLessThanOrEqual(limit + leavingOut + noLists);
});

test('the REST client is at most 6.1 kB more', async () => {
  const more = (await gzipOf([...messagePart, 'createEviClient'])) - (await gzipOf(messagePart));
  expect(more).toBeLessThanOrEqual(limit + 1_000 + unions);
});

test('a page that only reads messages carries no server’s half, REST type or webhook', async () => {
  const { code, gzip } = await bundle(
    `export { decodeMessage, encodeMessage, chatUrl } from '@vivavoce/evi'`,
  );
  expect(gzip).toBeLessThanOrEqual(4_000 + leavingOut);
  for (const word of ['resume_assistant_message', 'chats_page', 'ellm', 'HMAC', 'oauth2-cc']) {
    expect(code).not.toContain(word);
  }
});

test('a page that only uses the emotion tools carries no schema', async () => {
  const { gzip } = await bundle(`export { topExpressions } from '@vivavoce/evi'`);
  expect(gzip).toBeLessThanOrEqual(700);
});

test('a page that reads messages by their shapes carries no schema and is a third of the size', async () => {
  const { code, gzip } = await bundle(`export { readMessage } from '@vivavoce/evi'`);
  expect(gzip).toBeLessThanOrEqual(1_550 + leavingOut);
  expect(code).not.toContain('abortPipeEarly');
});
