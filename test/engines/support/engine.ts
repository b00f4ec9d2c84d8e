/** A page in a browser, driven as far as these tests need it, the same way in every engine. */
export interface EnginePage {
  /** What the browser calls itself. */
  readonly version: string;
  open(url: string): Promise<void>;
  /** A user's click on the one button. */
  click(): Promise<void>;
  /** Runs a function in the page; what it answers, or a promise of it, comes back as JSON. */
  evaluate<Arguments extends readonly unknown[], Result>(
    work: (...given: Arguments) => Result | Promise<Result>,
    ...given: Arguments
  ): Promise<Result>;
  close(): Promise<void>;
}

/** A browser engine, and how it is started. */
export interface Engine {
  readonly name: string;
  /** What is not on this machine and must be; empty where the engine can be started. */
  missing(): string[];
  start(): Promise<EnginePage>;
}
