import type { LibSQLDatabase } from 'drizzle-orm/libsql';

/** What queries are put to. */
export interface Asked {
  /**
   * Asks the database for something. `close()` waits for it.
   *
   * @param hurried - somebody waits to be answered aloud: a batch gives up sooner on a file that another process has locked.
   * @throws ServerError `database-full`: it has the size it may have; or `database-failed`: also when the disk is full.
   */
  ask<Answer>(
    work: (orm: LibSQLDatabase) => PromiseLike<Answer>,
    hurried?: boolean,
  ): Promise<Answer>;
}
