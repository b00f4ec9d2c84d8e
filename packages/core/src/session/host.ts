import type { SessionCommand, TellEvents } from './messages.ts';

/** Where a session runs. The client knows a session only by this. */
export interface SessionHost {
  /** Hands over a command, and what it owns of it. */
  post(command: SessionCommand, transfer?: Transferable[]): void;
  /** Closes the session and lets go of whatever ran it. Nothing is told after it. */
  dispose(): void;
}

/** Hears a session. */
export interface SessionListener {
  /** What happened in one task, in order. */
  readonly tell: TellEvents;
  /** What ran the session is gone, or never came up. Nothing is told after it. */
  readonly fail: (why: string) => void;
}
