import { nativeMethod } from './native.ts';

type Listener = (this: unknown, event: Event) => unknown;

type Listen = (this: EventTarget, type: string, ...rest: unknown[]) => void;

let count = 0;
const counted = new WeakMap<Listener, Listener>();

/** Counts every message that the main thread is handed: by a Worker, a port or a socket. Call it before any is made. */
export function countMessages(): void {
  for (const { prototype } of [Worker, MessagePort, WebSocket]) countProperty(prototype);
  const addEventListener = nativeMethod<Listen>(EventTarget.prototype, 'addEventListener');
  const removeEventListener = nativeMethod<Listen>(EventTarget.prototype, 'removeEventListener');
  EventTarget.prototype.addEventListener = function (this: EventTarget, type, listener, options) {
    addEventListener.call(this, type, counting(type, listener), options);
  };
  EventTarget.prototype.removeEventListener = function (
    this: EventTarget,
    type,
    listener,
    options,
  ) {
    removeEventListener.call(this, type, counting(type, listener), options);
  };
}

/** Messages since the page began. */
export function messageCount(): number {
  return count;
}

function countProperty(prototype: object): void {
  const property = Object.getOwnPropertyDescriptor(prototype, 'onmessage') ?? {};
  Object.defineProperty(prototype, 'onmessage', {
    ...property,
    set(this: unknown, listener: Listener | null) {
      property.set?.call(this, counting('message', listener));
    },
  });
}

function counting<T>(type: string, listener: T): T {
  if (type !== 'message' || typeof listener !== 'function') return listener;
  const plain = listener as unknown as Listener;
  const counter: Listener =
    counted.get(plain) ??
    function (event) {
      count += 1;
      return plain.call(this, event);
    };
  counted.set(plain, counter);
  return counter as unknown as T;
}
