import type { Log } from '../../base/log.ts';
import { ServerError } from '../../base/server-error.ts';
import { dropOldestAudio, insertAudio, keptSamples } from './chat-audio.ts';
import type { AudioPiece, ChatAudioPiece } from './chat-audio.ts';
import type { Database } from '../database/database.ts';

const bytesPerSample = 2;

/**
 * Where the sound of Chats is kept, up to a size: beyond it the sound of the oldest Chats that have ended is forgotten. It
 * never takes the room of what was said in words, nor ends a Chat.
 */
export class AudioQuota {
  readonly #database: Database;
  readonly #log: Log | undefined;
  readonly #maxSamples: number;
  /** Known once something was put there. */
  #samples: number | undefined;
  /** What comes while something is put there goes next, all at once: a remote database takes its time. */
  #next: { pieces: ChatAudioPiece[]; put: Promise<boolean> } | undefined;
  #putting: Promise<unknown> = Promise.resolve();

  /** Whether it was said that there is no room. */
  #told = false;

  /**
   * @param maxBytes - how much sound is kept in all; 0: none.
   * @param log - is told when there is no room, once until there is some. Default nobody.
   */
  constructor(database: Database, maxBytes: number, log?: Log) {
    this.#database = database;
    this.#log = log;
    this.#maxSamples = Math.floor(maxBytes / bytesPerSample);
  }

  /** Whether any sound is kept. */
  get open(): boolean {
    return this.#maxSamples > 0;
  }

  /**
   * Keeps sound of a Chat.
   *
   * @returns false when there is no room for it: the sound of Chats that go on fills the quota.
   * @throws ServerError `database-failed`.
   */
  put(chatId: string, pieces: readonly AudioPiece[]): Promise<boolean> {
    this.#next ??= this.#putNext();
    for (const piece of pieces) this.#next.pieces.push({ chatId, ...piece });
    return this.#next.put;
  }

  #putNext() {
    const pieces: ChatAudioPiece[] = [];
    // One after the other, so that the count is right.
    const put = this.#putting.then(async () => {
      this.#next = undefined;
      const hasRoom = await this.#put(pieces);
      this.#tell(hasRoom);
      return hasRoom;
    });
    this.#putting = put.catch(() => undefined);
    return { pieces, put };
  }

  #tell(hasRoom: boolean): void {
    if (!hasRoom && !this.#told) {
      const message =
        'There is no room for the sound of Chats: some is not recorded. Raise --max-audio-mb, or delete Chats.';
      this.#log?.({ level: 'warning', message });
    }
    this.#told = !hasRoom;
  }

  async #put(pieces: readonly ChatAudioPiece[]): Promise<boolean> {
    const samples = pieces.reduce((total, piece) => total + piece.samples.length, 0);
    let kept = this.#samples ?? (await keptSamples(this.#database));
    // What was deleted meanwhile, here or by another server, is not in the count.
    if (kept + samples > this.#maxSamples) kept = await keptSamples(this.#database);
    while (kept + samples > this.#maxSamples) {
      if (!(await dropOldestAudio(this.#database))) return false;
      kept = await keptSamples(this.#database);
    }
    for (;;) {
      try {
        await insertAudio(this.#database, pieces);
        this.#samples = kept + samples;
        return true;
      } catch (error) {
        if (!(error instanceof ServerError) || error.reason !== 'database-full') throw error;
        if (!(await dropOldestAudio(this.#database))) return false;
        kept = await keptSamples(this.#database);
      }
    }
  }
}
