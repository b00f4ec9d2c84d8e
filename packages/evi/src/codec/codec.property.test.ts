import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { arbitrary } from '../../test/support/arbitrary.ts';
import { ClientMessage } from '../messages/client-message.ts';
import { ServerMessage } from '../messages/server-message.ts';
import { decodeClientMessage } from './decode-client-message.ts';
import { decodeMessage } from './decode-message.ts';
import { encodeMessage, encodeServerMessage } from './encode-message.ts';
import { tryEncodeMessage, tryEncodeServerMessage } from './try-encode.ts';

vi.setConfig({ testTimeout: 60_000 });
/** `npm run test:long` looks at all of them, `npm test` at a quarter. */
const share = process.env['VIVAVOCE_LONG'] === undefined ? 1 / 4 : 1;
const cases = { seed: 2026, numRuns: 10_000 * share };
const serverMessage = arbitrary(ServerMessage, { unknowns: true }) as fc.Arbitrary<ServerMessage>;
const clientMessage = arbitrary(ClientMessage, { unknowns: true }) as fc.Arbitrary<ClientMessage>;
const kinds = ['message', 'unknown', 'malformed'];

test('encoding and decoding brings every server message back', () => {
  fc.assert(
    fc.property(serverMessage, (message) => {
      expect(decodeMessage(encodeServerMessage(message))).toEqual({ kind: 'message', message });
    }),
    cases,
  );
});

test('encoding and decoding brings every client message back, as bytes too', () => {
  fc.assert(
    fc.property(clientMessage, (message) => {
      const text = encodeMessage(message);
      const expected = { kind: 'message', message };
      expect(decodeClientMessage(text)).toEqual(expected);
      expect(decodeClientMessage(new TextEncoder().encode(text))).toEqual(expected);
    }),
    cases,
  );
});

test('arbitrary text is never thrown at', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.json().map((json) => `{"type":${json}}`),
  );
  fc.assert(
    fc.property(text, (data) => {
      expect(kinds).toContain(decodeMessage(data).kind);
      expect(kinds).toContain(decodeClientMessage(data).kind);
    }),
    cases,
  );
});

test('arbitrary bytes are never thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (data) => {
      expect(kinds).toContain(decodeMessage(data).kind);
      expect(kinds).toContain(decodeClientMessage(data.slice().buffer).kind);
    }),
    cases,
  );
});

test('a message with some of its text changed is never thrown at', () => {
  const mutated = fc
    .tuple(serverMessage, fc.nat(), fc.nat(20), fc.string({ maxLength: 8 }))
    .map(([message, at, length, insert]) => {
      const text = encodeServerMessage(message);
      const from = at % text.length;
      return text.slice(0, from) + insert + text.slice(from + length);
    });
  fc.assert(
    fc.property(mutated, (data) => {
      expect(kinds).toContain(decodeMessage(data).kind);
    }),
    cases,
  );
});

test('a message with any one value replaced is never thrown at, and is whole when it passes', () => {
  const altered = fc
    .tuple(serverMessage, fc.nat(), fc.jsonValue({ maxDepth: 1 }))
    .map(([message, which, value]) => replaceOne(message, which, value));
  fc.assert(
    fc.property(altered, (data) => {
      const result = decodeMessage(data);
      if (result.kind === 'malformed') {
        expect(result.error.detail.length).toBeLessThan(500);
      } else if (result.kind === 'message' && result.leftOut) {
        expect(v.is(ServerMessage, result.message)).toBe(true);
      } else {
        expect(result.message).toEqual(JSON.parse(data));
      }
    }),
    cases,
  );
});

test('trying to encode any value never throws, and what it gives can be decoded', () => {
  const circular: Record<string, unknown> = { type: 'session_settings' };
  circular['metadata'] = circular;
  const value = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true }),
    fc
      .anything({ withBigInt: true })
      .map((metadata) => ({ type: 'session_settings', metadata: { metadata } })),
    fc.double().map((time) => ({ type: 'user_interruption', time })),
    fc.constant(circular),
    serverMessage,
    clientMessage,
  );
  fc.assert(
    fc.property(value, (any) => {
      const client = tryEncodeMessage(any as Record<string, unknown>);
      if (client.kind === 'text') expect(decodeClientMessage(client.text).kind).toBe('message');
      const server = tryEncodeServerMessage(any as Record<string, unknown>);
      if (server.kind === 'text') expect(decodeMessage(server.text).kind).toBe('message');
    }),
    cases,
  );
});

/** The message's text with one of its values, however deep, replaced. */
function replaceOne(message: object, which: number, value: unknown): string {
  let count = 0;
  JSON.stringify(message, (_, inner: unknown) => (count++, inner));
  let at = 0;
  const chosen = which % count;
  return JSON.stringify(message, (_, inner: unknown) => (at++ === chosen ? value : inner));
}
