/** What has versions. */
export type DocumentKind = 'tool' | 'prompt' | 'config';

/** One version of a tool, prompt or config. Times in seconds since the epoch. */
export interface DocumentVersion {
  id: string;
  name: string;
  version: number;
  /** Whether no version is newer. */
  latest: boolean;
  description: string | null;
  /** What the kind is made of; whoever wrote it knows its shape. */
  body: unknown;
  /** When the first version was made. */
  createdOn: number;
  /** When this version was made. */
  modifiedOn: number;
}

/** A version without what it holds. */
export interface MeasuredDocument extends Pick<DocumentVersion, 'id' | 'version' | 'latest'> {
  bytes: number;
}
