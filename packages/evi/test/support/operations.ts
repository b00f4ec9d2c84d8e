import type { EviClient } from '../../src/index.ts';
import type { specifiedOperations } from './specification.ts';

/** An operation of the specification and its resource. */
export type Operation = (typeof specifiedOperations)[number];

/** What an operation is called with; each takes the parts its path, query and body have. */
export interface Arguments {
  id: string;
  version: number;
  query: Record<string, unknown>;
  body: unknown;
}

type Call = (...args: unknown[]) => PromiseLike<unknown>;

/** What the specification's name of an operation is called in our client. */
export function methodOf({ name, resource }: Operation): string {
  const noun =
    { tools: 'tool', prompts: 'prompt', configs: 'config', chats: 'chat' }[resource] ??
    'chat-group';
  const methods: Record<string, string> = {
    [`list-${noun}s`]: 'list',
    [`create-${noun}`]: 'create',
    [`list-${noun}-versions`]: 'listVersions',
    [`create-${noun}-version`]: 'createVersion',
    [`delete-${noun}`]: 'delete',
    [`update-${noun}-name`]: 'updateName',
    [`get-${noun}-version`]: 'getVersion',
    [`delete-${noun}-version`]: 'deleteVersion',
    [`update-${noun}-description`]: 'updateDescription',
    [`list-${noun}-events`]: 'listEvents',
    [`get-${noun}`]: 'get',
    'get-audio': 'getAudio',
    send: 'send',
  };
  return methods[name] ?? `nothing for ${name}`;
}

/** The arguments in the order both clients take them. */
export function listArguments(operation: Operation, args: Arguments, body = args.body): unknown[] {
  return [
    ...(operation.path.includes('{id}') ? [args.id] : []),
    ...(operation.path.includes('{version}') ? [args.version] : []),
    ...(operation.query ? [args.query] : []),
    ...((operation.body ?? operation.body_type) ? [body] : []),
  ];
}

/** Calls our client. */
export function callOurs(
  client: EviClient,
  operation: Operation,
  args: Arguments,
): PromiseLike<unknown> {
  const resource = client[operation.resource as keyof EviClient] as unknown as Record<string, Call>;
  const call = resource[methodOf(operation)];
  if (!call) throw new TypeError(`our client has no ${operation.resource}.${methodOf(operation)}`);
  return call(...listArguments(operation, args));
}

/** Query parameters of the wire as the clients' options spell them. */
export function camelCase(name: string): string {
  return name.replace(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase());
}
