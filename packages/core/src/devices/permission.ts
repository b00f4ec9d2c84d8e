import { listen } from '../base/listen.ts';
import type { Undo } from '../base/emitter.ts';

const query = async (): Promise<PermissionStatus | undefined> =>
  (navigator as Partial<Navigator>).permissions?.query({ name: 'microphone' });

/** Whether nobody has to be asked for the microphone. Some browsers don't say, and some systems ask all the same. */
export async function isMicrophoneAllowed(): Promise<boolean> {
  const status = await query().catch(() => undefined);
  return status?.state === 'granted';
}

/** Calls `task` once the user allows the microphone, as in the site settings. Some browsers don't expose that. */
export function onMicrophoneAllowed(task: () => void): Undo {
  let over = false;
  let undo: Undo | undefined;
  const stop = (): void => {
    over = true;
    undo?.();
    undo = undefined;
  };
  const watch = async (): Promise<void> => {
    const status = await query();
    if (!status || over) return;
    // Its state now is not used: the system may refuse what the browser allows.
    const look = (): void => {
      if (status.state !== 'granted') return;
      stop();
      task();
    };
    undo = listen(look, [status, 'change']);
  };
  // Some browsers have no such permission.
  watch().catch(() => undefined);
  return stop;
}
