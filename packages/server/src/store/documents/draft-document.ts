import { randomUUID } from 'node:crypto';
import type { DocumentKind, DocumentVersion } from './document-version.ts';

/** A document to be made, and the rows it will have. */
export interface DraftDocument {
  /** As it will be. */
  document: DocumentVersion;
  row: Pick<DocumentVersion, 'id' | 'name' | 'createdOn'> & {
    kind: DocumentKind;
    nextVersion: number;
    owner: string;
  };
  version: Pick<DocumentVersion, 'version' | 'description' | 'body' | 'modifiedOn'> & {
    documentId: string;
  };
}

/** One to be made, version 0, along with something else or not at all. */
export function draftDocument(
  { kind, owner }: Pick<DraftDocument['row'], 'kind' | 'owner'>,
  { name, description, body }: Pick<DocumentVersion, 'name' | 'description' | 'body'>,
): DraftDocument {
  const id = randomUUID();
  const now = Math.floor(Date.now() / 1000);
  const version = { version: 0, description, body, modifiedOn: now };
  return {
    document: { ...version, id, name, latest: true, createdOn: now },
    row: { id, kind, name, nextVersion: 1, createdOn: now, owner },
    version: { ...version, documentId: id },
  };
}
