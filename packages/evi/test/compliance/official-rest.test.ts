import fc from 'fast-check';
import type * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as evi from '../../src/index.ts';
import { arbitrary } from '../support/arbitrary.ts';
import { apiKey, type Loopback, refusedId, startLoopback } from '../support/loopback.ts';
import {
  official013,
  official016,
  type OfficialSdk,
  serializerOf,
  tolerantly,
} from '../support/official.ts';
import {
  type Arguments,
  callOurs,
  camelCase,
  listArguments,
  methodOf,
  type Operation,
} from '../support/operations.ts';
import { fillNewlyRequired } from '../support/newly-required.ts';
import {
  bodyNames,
  specifiedOperations,
  specifiedTypes,
  unknownTo,
} from '../support/specification.ts';

// Rule: for every operation the official clients and ours ask one server the same and get the same answer.

vi.setConfig({ testTimeout: 60_000 });
const schemas = evi as unknown as Record<string, v.GenericSchema>;
const rounds = 5;

let loopback: Loopback;
beforeAll(async () => {
  loopback = await startLoopback();
});
afterAll(() => loopback.close());
beforeEach(() => {
  loopback.seen.length = 0;
});

test('there are 35 operations', () => {
  expect(specifiedOperations).toHaveLength(35);
});

test('our client has a method for each operation, and the control plane’s socket besides', () => {
  const client = evi.createEviClient({ baseUrl: loopback.baseUrl });
  const ours = Object.entries(client).flatMap(([resource, methods]) =>
    Object.keys(methods as object).map((method) => `${resource}.${method}`),
  );
  const theirs = specifiedOperations.map((one) => `${one.resource}.${methodOf(one)}`);
  expect(ours.sort()).toEqual([...theirs, 'controlPlane.connectToChat'].sort());
});

test.each(specifiedOperations)(
  '$resource $name asks what the specification says',
  async (operation) => {
    const client = evi.createEviClient({ baseUrl: loopback.baseUrl, apiKey });
    const { id, version, query, body } = sampleArguments(operation, 1);
    loopback.answers.set(`${operation.resource}.${operation.name}`, sampleAnswer(operation, 1));
    await callOurs(client, operation, { id, version, query, body });
    const wireQuery = Object.keys(operation.query ?? {}).map((name) => [
      name,
      String(query[camelCase(name)]),
    ]);
    expect(loopback.seen).toEqual([
      {
        operation: `${operation.resource}.${operation.name}`,
        id: operation.path.includes('{id}') ? id : undefined,
        version: operation.path.includes('{version}') ? String(version) : undefined,
        query: Object.fromEntries(wireQuery) as Record<string, string>,
        body: (operation.body ?? operation.body_type) ? body : undefined,
      },
    ]);
  },
);

const pairs = [official013, official016].flatMap((sdk) =>
  specifiedOperations
    .filter(({ since }) => unknownTo(sdk.version, since) !== true)
    .map((operation) => ({
      ...operation,
      operation,
      sdk,
      version: sdk.version,
    })),
);

test.each(pairs)('$resource $name is the same with hume $version', async ({ operation, sdk }) => {
  const client = evi.createEviClient({ baseUrl: loopback.baseUrl, apiKey });
  for (let round = 0; round < rounds; round++) {
    loopback.seen.length = 0;
    const args = knownTo(sdk, operation, sampleArguments(operation, round));
    loopback.answers.set(`${operation.resource}.${operation.name}`, sampleAnswer(operation, round));
    const ours = await callOurs(client, operation, args);
    const theirs = await callTheirs(sdk, operation, args);
    const [asked, askedByThem] = loopback.seen;
    expect(withoutNulls(asked)).toEqual(withoutNulls(askedByThem));
    expect(theirs).toEqual(asTheirs(sdk, operation, ours));
  }
});

test.each([official013, official016])('a refusal is told alike by hume $version', async (sdk) => {
  const client = evi.createEviClient({ baseUrl: loopback.baseUrl, apiKey });
  const theirTools = sdk.createResources(loopback.baseUrl, apiKey)['tools'];
  const body = { error: 'bad request', message: 'refused', code: 'E1' };
  await expect(theirTools?.['deleteTool']?.(refusedId)).rejects.toMatchObject({
    statusCode: 400,
    body,
  });
  await expect(client.tools.delete(refusedId)).rejects.toMatchObject({
    status: 400,
    reason: 'bad-request',
    code: 'E1',
    body,
  });
});

test.each([official013, official016])('a wrong key is told alike by hume $version', async (sdk) => {
  const client = evi.createEviClient({ baseUrl: loopback.baseUrl, apiKey: 'wrong' });
  const theirs = sdk.createResources(loopback.baseUrl, 'wrong')['chats'];
  await expect(theirs?.['getAudio']?.('id')).rejects.toMatchObject({ statusCode: 401 });
  await expect(client.chats.getAudio('id')).rejects.toMatchObject({
    status: 401,
    reason: 'unauthorized',
  });
});

async function callTheirs(
  sdk: OfficialSdk,
  operation: Operation,
  args: Arguments,
): Promise<unknown> {
  const resource = sdk.createResources(loopback.baseUrl, apiKey)[operation.resource];
  const call = resource?.[camelCase(operation.name)]?.bind(resource);
  if (!call) throw new TypeError(`hume ${sdk.version} has no ${operation.name}`);
  const serializer = serializerOf(sdk, theirBodyName(operation));
  const body = serializer?.parse(args.body, tolerantly);
  if (body && !body.ok) throw new Error(JSON.stringify(body.errors));
  const answer = await call(...listArguments(operation, args, body?.value));
  // Where the SDK pages, it answers a page object that holds the items.
  return isPage(answer) ? answer.data : answer;
}

/** Our answer as the SDK's serializer reads it. */
function asTheirs(sdk: OfficialSdk, operation: Operation, ours: unknown): unknown {
  if (operation.response === 'none' || operation.response === 'text') return ours;
  if (ours === null || ours === undefined) return undefined;
  const serializer = serializerOf(sdk, answerName(operation));
  const parsed = serializer?.parse(ours, { ...tolerantly, skipValidation: true });
  if (!parsed?.ok) throw new Error(JSON.stringify(parsed?.errors));
  const value = parsed.value as Record<string, unknown>;
  if (!paged(operation)) return value;
  const items = Object.entries(value).find(([name]) => name.endsWith('Page'));
  return items?.[1] ?? [];
}

function isPage(answer: unknown): answer is { data: unknown } {
  return typeof answer === 'object' && answer !== null && 'getNextPage' in answer;
}

/** Whether the SDK answers a page object: both versions do just where the specification says `paginated`. */
function paged(operation: Operation): boolean {
  return (operation as { paginated?: boolean }).paginated === true;
}

function theirBodyName({ name, resource }: Operation): string {
  const noun =
    resource === 'tools' ? 'UserDefinedTool' : resource === 'prompts' ? 'Prompt' : 'Config';
  if (resource === 'controlPlane') return bodyNames[name] ?? '';
  if (name.endsWith('-name')) return `Posted${noun}Name`;
  if (name.endsWith('-description')) return `Posted${noun}VersionDescription`;
  return bodyNames[name] ?? '';
}

function answerName({ response }: Operation): string {
  return /^optional<(.*)>$/.exec(response)?.[1] ?? response;
}

function sampleArguments(operation: Operation, seed: number): Arguments {
  const query = Object.entries(operation.query ?? {}).map(([name, notation], i) => {
    const values: Record<string, unknown> = {
      'optional<integer>': seed + i,
      'optional<boolean>': (seed + i) % 2 === 0,
      'optional<string>': `a name & ${seed} = ü`,
    };
    return [camelCase(name), values[notation]] as const;
  });
  const schema = schemas[bodyNames[operation.name] ?? ''];
  return {
    id: ['5b8f2c1e-0000-4000-8000-000000000000', 'an id/with?odd#characters é'][seed % 2] ?? '',
    version: seed,
    query: Object.fromEntries(query),
    body: schema ? sample(arbitrary(schema), seed) : undefined,
  };
}

function enumOf(value: string): string[] | undefined {
  return Object.values(specifiedTypes).find((type) => type.enum?.includes(value))?.enum;
}

/** An SDK leaves out what is newer than itself. */
function knownTo({ version }: OfficialSdk, { since }: Operation, args: Arguments): Arguments {
  const fields = [since, ...Object.values(specifiedTypes).map((type) => type.since)].flatMap(
    (one) => {
      const names = unknownTo(version, one);
      return names === true ? [] : [...names];
    },
  );
  const query = Object.fromEntries(
    Object.entries(args.query).filter(([name]) => !fields.includes(name)),
  );
  if (args.body === undefined) return { ...args, query };
  const body: unknown = JSON.parse(JSON.stringify(args.body), (name, value: unknown) => {
    if (fields.includes(name)) return undefined;
    // A value that it does not know it does not send.
    const values = typeof value === 'string' && fields.includes(value) && enumOf(value);
    return values ? values[0] : value;
  });
  return { ...args, query, body };
}

function sampleAnswer(operation: Operation, seed: number): unknown {
  const { response } = operation;
  if (response === 'none') return undefined;
  if (response === 'text') return sample(fc.string({ unit: 'grapheme' }), seed);
  const schema = schemas[answerName(operation)];
  if (!schema) throw new TypeError(`${response} is missing`);
  const answer = arbitrary(schema, { unknowns: true, fixedLiterals: true });
  const values = response.startsWith('optional<') ? fc.option(answer, { freq: 4 }) : answer;
  return fillNewlyRequired('', sample(values, seed));
}

function sample(values: fc.Arbitrary<unknown>, seed: number): unknown {
  return fc.sample(values, { seed: seed + 1, numRuns: 1 })[0];
}

// The SDK leaves out what is null where we send what we were given; both mean absent.
function withoutNulls(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => (inner === null ? undefined : inner)),
  );
}
