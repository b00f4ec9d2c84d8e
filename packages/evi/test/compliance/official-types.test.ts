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
import { specifiedTypes } from '../support/specification.ts';

// Rule: whatever our schemas call valid passes the official SDK's serializers and comes back with nothing lost.

vi.setConfig({ testTimeout: 60_000 });
const schemas = evi as unknown as Record<string, v.GenericSchema>;
const versions = [official013, official016];
const names = Object.keys(specifiedTypes);
const messages = [...evi.ClientMessage.options, ...evi.ServerMessage.options].map((schema) =>
  names.find((name) => schemas[name] === (schema as v.GenericSchema)),
);

/** What only the newer version knows. */
const newer = /TurnDetectionSpec|InterruptionSpec/;
const pairs = versions.flatMap((sdk) =>
  names
    .filter((name) => sdk === official016 || !newer.test(name))
    .map((name) => ({ name, sdk, version: sdk.version })),
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
      expect(back).toEqual({ ok: true, value: wire });
    }),
    { seed: 316, numRuns: isMessage ? 500 : 100 },
  );
});

/** The value as this version wants it. */
function forVersion(sdk: OfficialSdk, name: string, value: unknown): unknown {
  return sdk === official016 ? fillNewlyRequired(name, value) : value;
}
