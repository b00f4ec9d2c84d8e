import { systemClock } from '../base/clock.ts';
import type { SessionCommand } from './messages.ts';
import { Session } from './session.ts';

/** What is used of the scope a dedicated Worker runs in. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<SessionCommand>) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

// The voice thread: a session and nothing else. It is made and ended by `worker-host.ts`.
const scope = globalThis as unknown as WorkerScope;
const session = new Session({
  dial: (url) => new WebSocket(url),
  clock: systemClock,
  tell: (events) => scope.postMessage(events),
});
scope.onmessage = ({ data }) => {
  session.handle(data);
  if (data.type === 'close') scope.close();
};
