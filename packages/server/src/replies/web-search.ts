/** Searches the web for the built-in tool `web_search`. The server brings none along: it works offline. */
export interface WebSearch {
  /** The provider's name. */
  readonly name: string;
  /**
   * Searches.
   *
   * @param signal - aborted when the result is no longer wanted.
   * @returns what was found, as text for the responder.
   */
  search(query: string, signal: AbortSignal): Promise<string>;
}
