/** Connects to the chat at that `http` address and answers how to hang up. */
export type Client = (url: string) => Promise<() => Promise<void>>;

/** What a client does before the click. */
export type Prepare = (url: string) => Promise<void>;
