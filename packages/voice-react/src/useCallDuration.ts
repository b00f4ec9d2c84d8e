import { useEffect, useState } from 'react';
import { CallClock } from './call-clock.ts';
import type { CallDurationStore } from './call-clock.ts';

/** A clock of the app's own, `hh:mm:ss`, that stops with its component. */
export const useCallDuration = (): {
  store: CallDurationStore;
  start: () => void;
  stop: () => void;
} => {
  const [clock] = useState(() => new CallClock());
  useEffect(() => clock.stop, [clock]);
  return clock;
};
