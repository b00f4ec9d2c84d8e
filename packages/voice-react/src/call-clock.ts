/** How long a call has lasted, as `hh:mm:ss`; null before the first. */
export class CallDurationStore {
  #snapshot: string | null = null;
  readonly #listeners = new Set<() => void>();

  write(value: string | null): void {
    if (value === this.#snapshot) return;
    this.#snapshot = value;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getSnapshot = (): string | null => this.#snapshot;

  getServerSnapshot = (): string | null => null;
}

/** Writes a call's duration into its store. It stays there when the call is over. */
export class CallClock {
  readonly store: CallDurationStore = new CallDurationStore();
  #timer: ReturnType<typeof setInterval> | undefined;

  start = (): void => {
    this.stop();
    const since = Date.now();
    const write = (): void => this.store.write(format(Date.now() - since));
    this.#timer = setInterval(write, 500);
    write();
  };

  stop = (): void => clearInterval(this.#timer);
}

function format(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
