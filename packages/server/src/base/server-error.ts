import { hostInUrl } from './host-name.ts';

/**
 * Why the server, or a part of it, failed.
 *
 * - `port-in-use`: another program listens on the port.
 * - `address-unavailable`: the host is not this machine's, or may not be bound.
 * - `invalid-option`: an option has a value that can't be used.
 * - `engine-unavailable`: the speech engine that was asked for is not installed here.
 * - `engine-failed`: a speech engine broke down while working.
 * - `responder-failed`: what makes the replies broke down or can't be reached.
 * - `database-unavailable`: the database can't be opened.
 * - `database-incompatible`: the database was made by a newer server or another program, or lacks tables.
 * - `database-failed`: the database did not do what it was asked.
 * - `database-full`: the database has the size it may have, or a client its share of it.
 */
export type ServerErrorReason =
  | 'port-in-use'
  | 'address-unavailable'
  | 'invalid-option'
  | 'engine-unavailable'
  | 'engine-failed'
  | 'responder-failed'
  | 'database-unavailable'
  | 'database-incompatible'
  | 'database-failed'
  | 'database-full';

/** What the server throws and rejects with. */
export class ServerError extends Error {
  /** Which failure it is. */
  readonly reason: ServerErrorReason;

  private constructor(reason: ServerErrorReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ServerError';
    this.reason = reason;
  }

  /** Another program listens on the port. */
  static portInUse(host: string, port: number, cause?: unknown): ServerError {
    return new ServerError(
      'port-in-use',
      `Failed to listen on ${hostInUrl(host)}:${String(port)}: because another program listens there. Choose another port, or 0 for any free one.`,
      cause,
    );
  }

  /** The address can't be bound. */
  static addressUnavailable(host: string, port: number, cause?: unknown): ServerError {
    return new ServerError(
      'address-unavailable',
      `Failed to listen on ${hostInUrl(host)}:${String(port)}: because this machine may not use that address. Is the host right?`,
      cause,
    );
  }

  /** An option's value can't be used. */
  static invalidOption(option: string, because: string): ServerError {
    return new ServerError(
      'invalid-option',
      `Failed to read the option ${option}: because ${because}.`,
    );
  }

  /** The engine asked for is not installed. */
  static engineUnavailable(engine: string, because: string): ServerError {
    return new ServerError(
      'engine-unavailable',
      `Failed to start ${engine}: because ${because}. The recogniser "auto" takes what is installed.`,
    );
  }

  /** An engine broke down. */
  static engineFailed(engine: string, cause?: unknown): ServerError {
    const detail = cause instanceof Error ? cause.message : 'it ended unexpectedly';
    return new ServerError(
      'engine-failed',
      `Failed to use ${engine}: because of this: ${detail}`,
      cause,
    );
  }

  /** No reply could be made. The message is told to clients: it must hold nothing that came from outside. */
  static responderFailed(because: string, cause?: unknown): ServerError {
    return new ServerError('responder-failed', `Failed to get a reply: because ${because}.`, cause);
  }

  /** The database can't be opened. @param place - where it is, without anything secret. */
  static databaseUnavailable(place: string, cause?: unknown): ServerError {
    return new ServerError(
      'database-unavailable',
      `Failed to open the database ${place}: because ${firstCause(cause)}. Is the path or address right, and may it be written to?`,
      cause,
    );
  }

  /** The database has migrations that this server does not know. @param name - its file's name, or where it is. */
  static databaseNewer(name: string, has: number, knows: number): ServerError {
    return new ServerError(
      'database-incompatible',
      `Failed to open the database ${name}: because a newer server has made it: it is at migration ${String(has)}, this server knows ${String(knows)}. Use the newer server, or another database.`,
    );
  }

  /** The database is somebody else's. @param name - its file's name, or where it is. */
  static databaseForeign(name: string): ServerError {
    return new ServerError(
      'database-incompatible',
      `Failed to open the database ${name}: because it holds tables of another program. Nothing was changed in it. Name another file, or one that is not there yet.`,
    );
  }

  /** Something is missing that the database's own migrations have made. @param missing - as `chats.id`. */
  static databaseDamaged(name: string, missing: string): ServerError {
    return new ServerError(
      'database-incompatible',
      `Failed to open the database ${name}: because ${missing} is missing in it. Was it changed by hand? Restore a copy, or use another database.`,
    );
  }

  /** The database failed on a query. What was asked is not told: it may hold what people said. */
  static databaseFailed(cause: unknown): ServerError {
    return new ServerError(
      'database-failed',
      `Failed to use the database: because ${firstCause(cause)}.`,
    );
  }

  /** A client has used up its share of the database. */
  static quotaFull(): ServerError {
    return new ServerError(
      'database-full',
      'Failed to store something: because the share of the database that this client has is used up. Delete what is not needed, or raise the limit.',
    );
  }

  /** The database is as large as it may be. */
  static databaseFull(): ServerError {
    return new ServerError(
      'database-full',
      'Failed to store something: because the database is as large as it may be. Delete what is not needed, or raise the limit.',
    );
  }
}

/** What lies at the bottom of an error; those above it may quote what was asked. */
function firstCause(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  // A name with several addresses fails at each of them.
  if (inner instanceof AggregateError) inner = (inner.errors as unknown[])[0];
  return inner instanceof Error && inner.message !== '' ? inner.message : 'of an unknown reason';
}
