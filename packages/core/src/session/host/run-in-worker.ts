import type { SessionCommand, TellEvents } from '../messages.ts';

/** What is used of the scope a dedicated Worker runs in. */
interface WorkerScope {
  readonly name: string;
  readonly navigator: { readonly locks?: LockManager };
  onmessage: ((event: MessageEvent<SessionCommand>) => void) | null;
  onunhandledrejection: ((event: { readonly reason: unknown }) => void) | null;
  addEventListener(type: 'messageerror', listener: () => void): void;
  postMessage(message: unknown): void;
  close(): void;
}

/**
 * Makes a voice thread of the Worker that it is called in. It is made and ended by `voice-thread.ts`.
 *
 * @param start starts a session; what it gives takes its commands
 */
export function runInWorker(start: (tell: TellEvents) => (command: SessionCommand) => void): void {
  const scope = globalThis as unknown as WorkerScope;
  const tell: TellEvents = scope.postMessage.bind(scope);
  const handle = start(tell);
  scope.onmessage = ({ data }) => {
    handle(data);
    if (data.type !== 'close') return;
    // It does not hang: the page need not end it.
    tell([]);
    scope.close();
  };
  // Of what fails here the page learns by the `error` event of the Worker, and that has only what is thrown.
  scope.onunhandledrejection = ({ reason }) => {
    throw reason;
  };
  scope.addEventListener('messageerror', () => {
    throw new Error('a command can not be read');
  });
  // It runs, and need not wait for the browser's other processes to be told so.
  tell([]);
  // Nobody else gets the lock of its name before it is gone. The same once more where there is none.
  const unwatched = (): void => tell([]);
  const { locks } = scope.navigator;
  if (!locks) {
    unwatched();
    return;
  }
  locks
    .request(scope.name, () => {
      tell([{ type: 'held' }]);
      return new Promise(() => undefined);
    })
    .catch(unwatched);
}
