import { systemClock } from '../base/clock.ts';
import type { SessionHost } from './host.ts';
import type { TellEvents } from './messages.ts';
import { Session } from './session.ts';

/** Runs the session where it is called: no thread of its own, the same ports and commands. */
export function startInlineSession(tell: TellEvents): SessionHost {
  const session = new Session({ dial: (url) => new WebSocket(url), clock: systemClock, tell });
  return {
    post: (command) => session.handle(command),
    dispose: () => session.handle({ type: 'close' }),
  };
}
