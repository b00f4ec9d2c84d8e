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

/** No page has more bytes of texts than these: it is made and sent in one piece, while everybody else waits. */
export const mostPageBytes: number = 4 * 1024 * 1024;

/** What is asked for is too much for one answer. */
export class PageTooLargeError extends Error {
  constructor() {
    super('the page would be too large');
    this.name = 'PageTooLargeError';
  }
}

/** Whether a page is of a size that can be answered. @throws PageTooLargeError. */
export function checkPageBytes(bytes: readonly number[]): void {
  if (bytes.reduce((sum, size) => sum + size, 0) > mostPageBytes) throw new PageTooLargeError();
}

/** Puts a page together. @param count - how many there are on all pages. */
export function pageOf<Item>(
  items: readonly Item[],
  { number, size }: PageRequest,
  count: number,
): Page<Item> {
  return { items, number, size, total: Math.ceil(count / size) };
}
