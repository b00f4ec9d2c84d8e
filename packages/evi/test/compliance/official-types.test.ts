import fc from 'fast-check';
import type * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import * as evi from '../../src/index.ts';
import { arbitrary } from '../support/arbitrary.ts';
import {
  official013,
  official016,
  type OfficialSdk,
  serializerOf,
  tolerantly,
} from '../support/official.ts';
import { fillNewlyRequired } from '../support/newly-required.ts';
import { specifiedTypes, unknownTo } from '../support/specification.ts';

// Rule: whatever our schemas call valid passes the official SDK's serializers and comes back with nothing lost.

vi.setConfig({ testTimeout: 60_000 });
const schemas = evi as unknown as Record<string, v.GenericSchema>;
const versions = [official013, official016];
const names = Object.keys(specifiedTypes);
const messages = [...evi.ClientMessage.options, ...evi.ServerMessage.options].map((schema) =>
  names.find((name) => schemas[name] === (schema as v.GenericSchema)),
);

const pairs = versions.flatMap((sdk) =>
  names.filter((name) => knows(sdk, name)).map((name) => ({ name, sdk, version: sdk.version })),
);

test.each(pairs)('$name passes through hume $version unharmed', ({ name, sdk }) => {
  const serializer = serializerOf(sdk, name);
  const schema = schemas[name];
  if (!serializer || !schema) throw new TypeError(`${name} is missing`);
  const isMessage = messages.includes(name);
  fc.assert(
    fc.property(arbitrary(schema, { unknowns: isMessage, fixedLiterals: true }), (value) => {
      const wire = forVersion(sdk, name, value);
      const parsed = serializer.parse(wire, tolerantly);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
      const back = serializer.json(parsed.value, tolerantly);
      expect(back).toEqual({ ok: true, value: sdk === official016 ? withoutNothings(wire) : wire });
    }),
    { seed: 316, numRuns: isMessage ? 500 : 100 },
  );
});

/** Of what the telephone network says the SDK leaves out what is null. */
function withoutNothings(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name, field: Record<string, unknown> | null) =>
    name === 'twilio_metadata' && field
      ? Object.fromEntries(Object.entries(field).filter(([, one]) => one !== null))
      : field,
  );
}

/** Whether a version knows a type, and every member of a union. */
function knows({ version }: OfficialSdk, name: string): boolean {
  const { since, union } = specifiedTypes[name] ?? {};
  const unknown = unknownTo(version, since);
  return unknown !== true && (union === undefined || unknown.size === 0);
}

/** The value as this version wants it. */
function forVersion(sdk: OfficialSdk, name: string, value: unknown): unknown {
  return sdk === official016 ? fillNewlyRequired(name, value) : value;
}
