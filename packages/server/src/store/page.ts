/** Which page of a list is wanted. */
export interface PageRequest {
  /** From 0. */
  number: number;
  /** 1 to 100. */
  size: number;
}

/** A page of a list. */
export interface Page<Item> extends PageRequest {
  items: readonly Item[];
  /** 0 when the list is empty. */
  total: number;
}

/** Puts a page together. @param count - how many there are on all pages. */
export function pageOf<Item>(
  items: readonly Item[],
  { number, size }: PageRequest,
  count: number,
): Page<Item> {
  return { items, number, size, total: Math.ceil(count / size) };
}
