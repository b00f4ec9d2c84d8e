import { PostedUserDefinedTool, PostedUserDefinedToolVersion } from '@vivavoce/evi';
import type { ReturnUserDefinedTool } from '@vivavoce/evi';
import type { DocumentVersion } from '../../store/documents/document-version.ts';
import type { Documents } from '../../store/documents/documents.ts';
import type { DocumentResource } from './document-routes.ts';
import { RestError } from '../exchange/rest-error.ts';

/** What is kept of a version of a tool. */
interface ToolBody {
  description: string | null;
  parameters: string;
  fallback_content: string | null;
}

/** Tools, as the routes need them. */
export function toolResource(documents: Documents): DocumentResource<PostedUserDefinedToolVersion> {
  return {
    noun: 'tool',
    documents,
    posted: PostedUserDefinedTool,
    postedVersion: PostedUserDefinedToolVersion,
    toBody: ({ description, parameters, fallback_content }) => {
      if (!isJsonObject(parameters)) {
        throw RestError.badRequest('parameters must be a JSON Schema as JSON text.');
      }
      const body: ToolBody = {
        description: description ?? null,
        parameters,
        fallback_content: fallback_content ?? null,
      };
      return { body };
    },
    toWire: (versions) => versions.map((version) => toolOnWire(version)),
  };
}

/** A version of a tool as it is answered. @param followsLatest - default: whether it is the latest. */
export function toolOnWire(
  version: DocumentVersion,
  followsLatest: boolean = version.latest,
): ReturnUserDefinedTool {
  return {
    tool_type: 'FUNCTION',
    id: version.id,
    version: version.version,
    version_type: followsLatest ? 'LATEST' : 'FIXED',
    version_description: version.description,
    name: version.name,
    created_on: 1000 * version.createdOn,
    modified_on: 1000 * version.modifiedOn,
    ...(version.body as ToolBody),
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
