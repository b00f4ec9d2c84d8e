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
}

/** One operation of the specification, as `evi-endpoints.json` notes it. */
export interface SpecifiedOperation {
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string>;
  body?: Record<string, string>;
  response: string;
  status: number;
}

export const specifiedTypes = types.types as Record<string, SpecifiedType>;
const specifiedResources = endpoints.rest as Record<string, SpecifiedOperation[]>;
export const specifiedSocket = endpoints.socket;
export const specifiedWebhooks = endpoints.webhooks;

/** Every operation with the resource it belongs to. */
export const specifiedOperations = Object.entries(specifiedResources).flatMap(
  ([resource, operations]) => operations.map((operation) => ({ resource, ...operation })),
);

/** The schema of each operation's body, by the name it is exported under. */
export const bodyNames: Record<string, string> = {
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
