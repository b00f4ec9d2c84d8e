import { PostedPrompt, PostedPromptVersion } from '@vivavoce/evi';
import type { PromptExpansionSpec, ReturnPrompt } from '@vivavoce/evi';
import type { DocumentVersion } from '../../store/documents/document-version.ts';
import type { Documents } from '../../store/documents/documents.ts';
import type { DocumentResource } from './document-routes.ts';

/** What is kept of a version of a prompt. */
export interface PromptBody {
  text: string;
  /** Absent of prompts for which it was not said. */
  prompt_expansion?: PromptExpansionSpec;
}

/** Prompts, as the routes need them. */
export function promptResource(documents: Documents): DocumentResource<PostedPromptVersion> {
  return {
    noun: 'prompt',
    documents,
    posted: PostedPrompt,
    postedVersion: PostedPromptVersion,
    toBody: ({ text, prompt_expansion }) => ({
      body: { text, ...(prompt_expansion && { prompt_expansion }) } satisfies PromptBody,
    }),
    toWire: (versions) => versions.map((version) => promptOnWire(version)),
  };
}

/** A version of a prompt as it is answered. @param followsLatest - default: whether it is the latest. */
export function promptOnWire(
  version: DocumentVersion,
  followsLatest: boolean = version.latest,
): ReturnPrompt {
  return {
    name: version.name,
    id: version.id,
    version: version.version,
    version_type: followsLatest ? 'LATEST' : 'FIXED',
    version_description: version.description,
    created_on: 1000 * version.createdOn,
    modified_on: 1000 * version.modifiedOn,
    ...(version.body as PromptBody),
  };
}
