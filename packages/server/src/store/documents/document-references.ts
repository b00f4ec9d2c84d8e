import type { DocumentVersion } from './document-version.ts';

/** A document by id; without a version, whatever is the latest. */
export interface DocumentReference {
  id: string;
  version?: number | null | undefined;
}

/** A reference as a word; one to a version has its number behind a slash. */
export function keyOf({ id, version }: DocumentReference): string {
  return version == null ? id : `${id}/${String(version)}`;
}

/** Documents, or what is told of them, by how they were referred to. */
export class Found<Item extends Pick<DocumentVersion, 'id' | 'version' | 'latest'>> {
  readonly #byKey = new Map<string, Item>();

  constructor(items: readonly Item[]) {
    for (const item of items) {
      this.#byKey.set(keyOf(item), item);
      if (item.latest) this.#byKey.set(keyOf({ id: item.id }), item);
    }
  }

  /** What is meant by a reference; undefined when there is none. */
  get(reference: DocumentReference): Item | undefined {
    return this.#byKey.get(keyOf(reference));
  }
}
