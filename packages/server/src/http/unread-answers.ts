import type { ServerResponse } from 'node:http';

/** More than so many bytes of answers never wait for their readers. */
const mostBytes = 64 * 1024 * 1024;

/** Answers that were given and are not read yet: they lie in memory until they are. */
export class UnreadAnswers {
  readonly #answers = new Set<ServerResponse>();

  /** Whether as much is unread as may be. */
  get tooMuch(): boolean {
    let bytes = 0;
    for (const answer of this.#answers) bytes += answer.writableLength;
    return bytes > mostBytes;
  }

  /** Counts an answer, until it was read or its reader is gone. */
  add(answer: ServerResponse): void {
    this.#answers.add(answer);
    answer.once('close', () => this.#answers.delete(answer));
  }
}
