import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { arbitrary } from '../../test/support/arbitrary.ts';
import { ServerMessage, serverMessages } from '../messages/server-message.ts';
import { decodeMessage } from './decode-message.ts';
import type { DecodeResult } from './decode-result.ts';
import { readMessage } from './read-message.ts';
import { serverShapes } from './server-shapes.ts';

vi.setConfig({ testTimeout: 120_000 });

/** `npm run test:long` looks at all of them, `npm test` at a quarter. */
const share = process.env['VIVAVOCE_LONG'] === undefined ? 1 / 4 : 1;

const message = arbitrary(ServerMessage, { unknowns: true }) as fc.Arbitrary<ServerMessage>;

test.each([
  '{',
  '[]',
  'null',
  '{}',
  '{"type":7}',
  '{"type":"constructor"}',
  '{"type":"__proto__"}',
  '{"type":"user_input","text":"not a server\u2019s"}',
  '{"type":"user_interruption","__proto__":{"time":1}}',
  '{"type":"user_interruption","time":1,"__proto__":{"polluted":true}}',
  '{"type":"audio_output","id":"a","data":"","index":1e999}',
])('%s is read as the schemas read it', (text) => {
  expect(verdict(readMessage(text))).toEqual(verdict(decodeMessage(text)));
});

test('there is a shape for each schema and no other', () => {
  const types = serverMessages.map(({ entries }) => entries.type.literal);
  expect(Object.keys(serverShapes).sort()).toEqual([...types].sort());
});

test('whatever fits the schemas fits the shapes', () => {
  fc.assert(
    fc.property(message, (valid) => {
      expect(readMessage(JSON.stringify(valid))).toEqual({ kind: 'message', message: valid });
    }),
    { seed: 4, numRuns: 5_000 * share },
  );
});

test('with any one value changed or taken away, schemas and shapes say the same and name the same field', () => {
  const kinds = { message: 0, malformed: 0, unknown: 0 };
  const changed = fc
    .tuple(message, fc.nat(), fc.option(fc.jsonValue({ maxDepth: 1 })))
    .map(([valid, which, value]) => changeOne(valid, which, value ?? undefined));
  fc.assert(
    fc.property(changed, (text) => {
      const ours = readMessage(text);
      kinds[ours.kind] += 1;
      expect(verdict(ours)).toEqual(verdict(decodeMessage(text)));
    }),
    { seed: 5, numRuns: 20_000 * share },
  );
  // Else the cases were no test of either.
  expect(kinds.message).toBeGreaterThan(2_000 * share);
  expect(kinds.malformed).toBeGreaterThan(2_000 * share);
});

test('each field of each message, made into each kind of value, is judged as the schemas judge it', () => {
  const values = [null, true, 0, -1.5, '', 'text', [], {}, [{}], { type: 'tool_error' }, undefined];
  for (const valid of fc.sample(message, { seed: 6, numRuns: 300 * share })) {
    for (let which = 1; which < countValues(valid); which += 1) {
      for (const value of values) {
        const text = changeOne(valid, which, value);
        expect(verdict(readMessage(text)), text).toEqual(verdict(decodeMessage(text)));
      }
    }
  }
});

/** All of a result but the sentence, which may name what was expected in other words. */
function verdict(result: DecodeResult<ServerMessage>): unknown {
  if (result.kind === 'message') {
    const { kind, message, leftOut } = result;
    return { kind, message, leftOut: leftOut?.map(({ path }) => path) };
  }
  if (result.kind === 'unknown') return result;
  const { reason, type, path } = result.error;
  return { kind: result.kind, reason, type, path };
}

function countValues(value: object): number {
  let count = 0;
  JSON.stringify(value, (_, inner: unknown) => (count++, inner));
  return count;
}

/** The text of a message with one of its values, however deep, replaced, or gone. */
function changeOne(valid: object, which: number, value: unknown): string {
  const chosen = 1 + (which % (countValues(valid) - 1));
  let at = 0;
  return JSON.stringify(valid, (_, inner: unknown) => (at++ === chosen ? value : inner));
}
