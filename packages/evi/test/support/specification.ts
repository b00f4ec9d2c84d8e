import types from '../../specification/evi-types.json' with { type: 'json' };
import endpoints from '../../specification/evi-endpoints.json' with { type: 'json' };

/** One type of the specification, as `evi-types.json` notes it. */
export interface SpecifiedType {
  wire: string;
  fields?: Record<string, string>;
  enum?: string[];
  union?: string[];
  alias?: string;
  extends?: string[];
  /** The SDK's version that has the type for the first time, or by the name of a field, value or member, that. */
  since?: string | Record<string, string>;
}

/** One operation of the specification, as `evi-endpoints.json` notes it. */
export interface SpecifiedOperation {
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string>;
  body?: Record<string, string>;
  /** The type of a body that is no object of its own. */
  body_type?: string;
  since?: string | Record<string, string>;
  response: string;
  status: number;
}

export const specifiedTypes = types.types as Record<string, SpecifiedType>;
const specifiedResources = endpoints.rest as Record<string, SpecifiedOperation[]>;
export const specifiedSocket = endpoints.socket;
export const specifiedControlPlane = endpoints.control_plane;
export const specifiedWebhooks = endpoints.webhooks;

/** Every operation with the resource it belongs to. */
export const specifiedOperations = Object.entries(specifiedResources).flatMap(
  ([resource, operations]) => operations.map((operation) => ({ resource, ...operation })),
);

/** The schema of each operation's body, by the name it is exported under. */
export const bodyNames: Record<string, string> = {
  send: 'ControlPlanePublishEvent',
  'create-tool': 'PostedUserDefinedTool',
  'create-tool-version': 'PostedUserDefinedToolVersion',
  'create-prompt': 'PostedPrompt',
  'create-prompt-version': 'PostedPromptVersion',
  'create-config': 'PostedConfig',
  'create-config-version': 'PostedConfigVersion',
  'update-tool-name': 'PostedName',
  'update-prompt-name': 'PostedName',
  'update-config-name': 'PostedName',
  'update-tool-description': 'PostedVersionDescription',
  'update-prompt-description': 'PostedVersionDescription',
  'update-config-description': 'PostedVersionDescription',
};

/** What a version of the SDK does not know, of what has these `since`: names, or everything (`true`). */
export function unknownTo(
  version: string,
  since: SpecifiedType['since'],
): ReadonlySet<string> | true {
  const isNewer = (one: string) => Number(one.split('.')[1]) > Number(version.split('.')[1]);
  if (typeof since === 'string') return isNewer(since) || new Set();
  return new Set(Object.entries(since ?? {}).flatMap(([name, one]) => (isNewer(one) ? name : [])));
}
