/** The service's end of one WebSocket, whatever carries it. */
export interface ServiceLine {
  /** The address that was dialled, with its query. */
  readonly url: URL;
  /** Subprotocols that were offered. */
  readonly protocols: readonly string[];
  /** Of the handshake, where there is one: browsers send none of their own. */
  readonly authorization: string | undefined;
  send(frame: string | Uint8Array): void;
  /** 1006 drops the line without a goodbye, as when a cable is pulled. */
  close(code: number, reason: string): void;
  onFrame(listener: (frame: string | Uint8Array) => void): void;
  onEnd(listener: (end: LineEnd) => void): void;
}

/** How a line was ended, by whichever side. */
export interface LineEnd {
  readonly code: number;
  readonly reason: string;
}

/** A service that takes lines. What carries them asks `refuses` first, and gives those that are not refused to `take`. */
export interface LineTaker {
  /** What to give the client as its address: scheme and host. */
  readonly url: string;
  /** Why the handshake fails, as an HTTP status; undefined where the line is taken. */
  refuses(url: URL): number | undefined;
  /** What happens on a line, from its opening on. */
  take(line: ServiceLine): void;
}

/** Time as a scripted service sees it. */
export interface ScriptClock {
  /** ms since some moment. */
  now(): number;
  /** ms since the epoch. Default: the machine's. */
  date?(): number;
  /** Runs `task` once in `delay` ms, unless undone before. */
  after(delay: number, task: () => void): () => void;
}

/** The machine's own time. */
export const machineClock: ScriptClock = {
  now: () => performance.now(),
  after: (delay, task) => {
    const timer = setTimeout(task, delay);
    return () => clearTimeout(timer);
  },
};
