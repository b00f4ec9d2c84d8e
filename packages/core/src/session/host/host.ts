import type { SessionCommand } from '../messages.ts';

/** Where a session runs. The client knows a session only by this. */
export interface SessionHost {
  /** Hands over a command, and what it owns of it. */
  post(command: SessionCommand, transfer?: Transferable[]): void;
  /**
   * Closes the session and lets go of whatever ran it. Nothing is told after it.
   *
   * @param left whether the page is left or frozen: its line must not stay open because a thread of its own stands still
   */
  dispose(left: boolean): void;
}
