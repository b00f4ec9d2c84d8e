/** A listener's undo: call it to stop listening. Calling it again does nothing. */
export type Undo = () => void;

/**
 * A typed set of listeners. What a listener throws is rethrown in a task of its own, so one bad listener silences
 * neither the others nor the error.
 */
export class Emitter<Events extends Record<keyof Events, readonly unknown[]>> {
  readonly #listeners = new Map<keyof Events, Set<{ call(...event: never): void }>>();

  /** Calls `listener` for each event of that type from now on. */
  on<Type extends keyof Events>(type: Type, listener: (...event: Events[Type]) => void): Undo {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    // An object of its own, so that the same function given twice is two listeners with two undos.
    const entry = { call: listener };
    listeners.add(entry);
    return () => void listeners.delete(entry);
  }

  /** Tells every listener of that type, in the order they came. */
  emit<Type extends keyof Events>(type: Type, ...event: Events[Type]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        listener.call(...(event as never));
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
