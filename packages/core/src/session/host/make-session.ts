import { readMessage } from '@vivavoce/evi';
import { systemClock } from '../../base/clock.ts';
import type { SessionCommand } from '../messages.ts';
import { Session } from '../session.ts';
import type { SessionEnvironment } from '../session.ts';

/** Makes a session in a browser's thread. @returns takes its commands */
export type MakeSession = (
  given: Pick<SessionEnvironment, 'tell'> & Partial<SessionEnvironment>,
) => (command: SessionCommand) => void;

/** What is not given is as for EVI. */
export const makeSession: MakeSession = (given) => {
  const session = new Session({
    dial: (url, protocols) => new WebSocket(url, protocols),
    clock: systemClock,
    read: readMessage,
    ...given,
  });
  return session.handle.bind(session);
};
