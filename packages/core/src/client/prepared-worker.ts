import type { Undo } from '../base/emitter.ts';
import type { ResolvedOptions } from './options.ts';
import { listenForLeave } from './page-return.ts';
import { makeWorker } from './voice-thread.ts';
import type { MadeWorker } from './voice-thread.ts';

/** The Worker of the next call: made ahead of it, or with it. At most one waits, and none outlives the page that is looked at. */
export class PreparedWorker {
  #made: Promise<MadeWorker> | null = null;
  #options: ResolvedOptions | null = null;
  #undo: Undo | undefined;

  /** Makes it, unless it is there. Resolves when it is made, or could not be: the call tries again, and says why. */
  async prepare(options: ResolvedOptions): Promise<void> {
    if (!this.#fits(options)) {
      this.drop(false);
      this.#options = options;
      this.#made = makeWorker(options);
      this.#undo = listenForLeave(() => this.drop(true));
    }
    const made = this.#made;
    const result = await made;
    if (result?.fallback && made === this.#made) this.drop(false);
  }

  /** Hands it over. */
  take(options: ResolvedOptions): Promise<MadeWorker> {
    const made = this.#fits(options) ? this.#made : null;
    if (made) this.#made = null;
    this.drop(false);
    return made ?? makeWorker(options);
  }

  /** @param left whether the page is left or frozen */
  drop(left: boolean): void {
    this.#undo?.();
    void this.#made?.then(({ host }) => host?.dispose(left));
    this.#made = null;
  }

  #fits({ thread, service, assets }: ResolvedOptions): boolean {
    const made = this.#made && this.#options;
    return (
      made?.thread === thread &&
      made.service === service &&
      made.assets?.voiceWorker === assets?.voiceWorker
    );
  }
}
