/**
 * A Worker in a test's hands. Like the real one it says a first word, without which the page takes it for one that does not run; and a
 * second one, that there is no lock by which its end would be noticed.
 */
export class StandInWorker extends EventTarget {
  onmessage: ((event: { data: unknown[] }) => void) | null = null;

  constructor() {
    super();
    this.say([]);
    this.say([]);
  }

  /** Tells the page, in a task of its own. @param delay ms */
  say(events: unknown[], delay = 0): void {
    setTimeout(() => this.onmessage?.({ data: events }), delay);
  }

  postMessage(_command: { readonly type: string }): void {}

  terminate(): void {}
}
