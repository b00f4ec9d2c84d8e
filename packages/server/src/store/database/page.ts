/** Which page of a list is wanted. */
export interface PageRequest {
  /** From 0. */
  number: number;
  /** 1 to 100. */
  size: number;
}

/** Something on a page, before it is read. */
export interface Listed {
  row: number;
  /** What its texts take. */
  bytes: number;
}

/** No page has more bytes of texts than these, but one of a single item. */
export const mostPageBytes: number = 4 * 1024 * 1024;
/** So much of a page is read at a time, in bytes; a single item may be more. */
const pieceBytes = 256 * 1024;

/** What is asked for is too much for one answer. */
export class PageTooLargeError extends Error {
  constructor() {
    super('the page would be too large');
    this.name = 'PageTooLargeError';
  }
}

/** A page of a list. What is on it and how large that is, is known; the items are read a few at a time. */
export class Page<Item> implements PageRequest {
  readonly number: number;
  readonly size: number;
  /** How many pages there are; 0 when the list is empty. */
  readonly total: number;
  /** Whether {@link pieces} gives all of it at once. */
  readonly inOnePiece: boolean;
  readonly #listed: readonly Listed[];
  readonly #read: (rows: number[]) => Promise<Item[]>;

  /**
   * @param listed - what is on it, in order.
   * @param count - how many there are on all pages.
   * @param read - gives the items of these rows, in the same order.
   * @throws PageTooLargeError.
   */
  constructor(
    { number, size }: PageRequest,
    listed: readonly Listed[],
    count: number,
    read: (rows: number[]) => Promise<Item[]>,
  ) {
    const bytes = listed.reduce((sum, item) => sum + item.bytes, 0);
    if (listed.length > 1 && bytes > mostPageBytes) throw new PageTooLargeError();
    this.inOnePiece = listed.length < 2 || bytes <= pieceBytes;
    this.number = number;
    this.size = size;
    this.total = Math.ceil(count / size);
    this.#listed = listed;
    this.#read = read;
  }

  /** The items, a few at a time: those that were given before are the caller's to keep or to forget. */
  async *pieces(): AsyncGenerator<Item[], void, undefined> {
    let rows: number[] = [];
    let size = 0;
    for (const { row, bytes } of this.#listed) {
      if (rows.length > 0 && size + bytes > pieceBytes) {
        yield await this.#read(rows);
        rows = [];
        size = 0;
      }
      rows.push(row);
      size += bytes;
    }
    if (rows.length > 0) yield await this.#read(rows);
  }

  /** All items at once. */
  async items(): Promise<Item[]> {
    const items: Item[] = [];
    for await (const piece of this.pieces()) items.push(...piece);
    return items;
  }

  /**
   * The same page, of items that bring something along.
   *
   * @param along - how much each of these brings, in bytes.
   * @throws PageTooLargeError.
   */
  async with(along: (items: readonly Item[]) => Promise<readonly number[]>): Promise<Page<Item>> {
    const sizes: number[] = [];
    for await (const piece of this.pieces()) sizes.push(...(await along(piece)));
    const listed = this.#listed.map(({ row, bytes }, i) => ({
      row,
      bytes: bytes + (sizes[i] ?? 0),
    }));
    return new Page(this, listed, this.total * this.size, this.#read);
  }
}
