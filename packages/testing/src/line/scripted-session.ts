import type { LineEnd, ServiceLine } from './service-line.ts';

/** One connection to a scripted service, whichever it is: how it ends. */
export abstract class ScriptedSession {
  /** The address that the client dialled. */
  readonly url: URL;
  /** Resolves when the line is closed, by whichever side. */
  readonly ended: Promise<LineEnd>;
  protected readonly line: ServiceLine;
  /** Nothing is sent any more. */
  protected over = false;

  constructor(line: ServiceLine) {
    this.line = line;
    this.url = line.url;
    this.ended = new Promise((resolve) =>
      line.onEnd((end) => {
        this.#end();
        resolve(end);
      }),
    );
  }

  /** Default: close code 1000. */
  close(code = 1000, reason = ''): void {
    if (this.over) return;
    this.#end();
    this.line.close(code, reason);
  }

  /** Is gone without a word, as when a cable is pulled: close code 1006. */
  drop(): void {
    this.close(1006);
  }

  /** Lets go of whatever is under way. */
  protected abstract stop(): void;

  #end(): void {
    this.over = true;
    this.stop();
  }
}
