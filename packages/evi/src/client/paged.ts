/** What every page says of the others. */
export interface PageInfo {
  /** How many pages there are. */
  total_pages: number;
}

/** Which page, and how long. */
export interface PageQuery {
  /** The page to begin with, counted from 0. Default: 0. */
  pageNumber?: number | undefined;
  /** Items on a page, 1 to 100. Default: the server's, 10. */
  pageSize?: number | undefined;
}

/**
 * A list that comes in pages. Await it for the page asked for, or loop over it for every item from there on; each page
 * is fetched when the loop gets there. Nothing is sent before either.
 *
 * @example
 * ```ts
 * const page = await client.tools.list({ pageSize: 20 });
 * for await (const tool of client.tools.list()) console.log(tool.name);
 * ```
 */
export class Paged<Page extends PageInfo, Item> implements PromiseLike<Page>, AsyncIterable<Item> {
  readonly #load: (pageNumber?: number) => Promise<Page>;
  readonly #items: (page: Page) => readonly (Item | null | undefined)[];
  readonly #start: number | undefined;

  /** @internal */
  constructor(
    start: number | undefined,
    load: (pageNumber?: number) => Promise<Page>,
    items: (page: Page) => readonly (Item | null | undefined)[],
  ) {
    this.#start = start;
    this.#load = load;
    this.#items = items;
  }

  /** Fetches the page asked for. */
  then<Fulfilled = Page, Rejected = never>(
    onFulfilled?: ((page: Page) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#load(this.#start).then(onFulfilled, onRejected);
  }

  /** Goes through the pages, from the one asked for to the last. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    let asked = this.#start;
    for (let number = asked ?? 0; ; asked = ++number) {
      const page = await this.#load(asked);
      yield page;
      // The empty page ends it too: lists change while they are read.
      if (number + 1 >= page.total_pages || this.#items(page).length === 0) return;
    }
  }

  /** Goes through the items of all pages, from the page asked for on. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) {
      for (const item of this.#items(page)) if (item) yield item;
    }
  }
}
