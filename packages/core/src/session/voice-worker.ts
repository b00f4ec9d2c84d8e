import { readMessage } from '@vivavoce/evi';
import { systemClock } from '../base/clock.ts';
import { runInWorker } from './run-in-worker.ts';
import { Session } from './session.ts';

// The voice thread of EVI: a session and nothing else.
runInWorker((tell) => {
  const session = new Session({
    dial: (url) => new WebSocket(url),
    clock: systemClock,
    tell,
    read: readMessage,
  });
  return session.handle.bind(session);
});
