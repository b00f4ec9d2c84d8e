import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A request that is refused: what its answer says. */
export class RestError extends Error {
  readonly status: ContentfulStatusCode;
  /** The reason as a word. */
  readonly code: string;

  private constructor(status: ContentfulStatusCode, code: string, message: string) {
    super(message);
    this.name = 'RestError';
    this.status = status;
    this.code = code;
  }

  /** What was asked can't be read or done. */
  static badRequest(message: string): RestError {
    return new RestError(400, 'bad_request', message);
  }

  /** What was asked for is too much for one answer. */
  static pageTooLarge(bytes: number): RestError {
    return new RestError(
      400,
      'page_too_large',
      `page_size: the page would have more than ${String(bytes)} bytes. Ask for a smaller one.`,
    );
  }

  /** The client asks for more than is answered at a time, or reads too little of it. */
  static tooBusy(): RestError {
    return new RestError(
      503,
      'too_busy',
      'Too much is asked of the server at once, or too little of what it answered is read. Ask again later.',
    );
  }

  /** The key or token is missing, wrong or expired. */
  static unauthorized(): RestError {
    return new RestError(
      401,
      'unauthorized',
      'The API key or access token is missing, wrong or expired.',
    );
  }

  /** An access token is not enough. */
  static needsKey(): RestError {
    return new RestError(
      403,
      'key_needed',
      'An access token opens Chats and reads those that were opened with it; this needs the API key.',
    );
  }

  /** Too many wrong keys came from there. */
  static slowed(): RestError {
    return new RestError(
      429,
      'too_many_wrong_keys',
      'Too many wrong keys came from this address. Try again later.',
    );
  }

  /** There is nothing of this name here. @param what - as `tool`. */
  static notFound(what: string): RestError {
    return new RestError(404, 'not_found', `There is no such ${what}.`);
  }

  /** The address was signed by somebody else. */
  static forbidden(message: string): RestError {
    return new RestError(403, 'forbidden', message);
  }

  /** What was there is not any more. */
  static gone(message: string): RestError {
    return new RestError(410, 'gone', message);
  }

  /** It goes on and can't be touched. */
  static conflict(message: string): RestError {
    return new RestError(409, 'conflict', message);
  }

  /** The `Range` that was asked for lies beyond the file. @param size - of the file, in bytes. */
  static rangeNotSatisfiable(size: number): RestError {
    return new RestError(
      416,
      'range_not_satisfiable',
      `The file has no more than ${String(size)} bytes.`,
    );
  }

  /** The database has the size it may have, or the client its share of it. */
  static full(): RestError {
    return new RestError(
      507,
      'storage_full',
      'The database, or your share of it, is as large as it may be. Delete what is not needed, or raise the limit.',
    );
  }

  /** The database did not answer, or not as it should. */
  static storageFailed(): RestError {
    return new RestError(
      503,
      'storage_failed',
      'The database can not be reached, or failed. Ask again later.',
    );
  }

  /** The body of the answer, as EVI's ErrorResponse. */
  get body(): { error: string; message: string; code: string } {
    return { error: this.message, message: this.message, code: this.code };
  }
}
