/**
 * Why no app was written: its folder has something in it (`not-empty`), is none (`not-a-folder`) or has a name that npm would refuse
 * (`name`); an answer that there is not (`choice`); the disk refused (`write`); or nobody answered the questions (`cancelled`).
 */
export type CreateReason = 'not-empty' | 'not-a-folder' | 'name' | 'choice' | 'write' | 'cancelled';

/** What `createApp` throws. Its message is a sentence for whoever called it. */
export class CreateError extends Error {
  override readonly name = 'CreateError';
  readonly reason: CreateReason;

  constructor(reason: CreateReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}
