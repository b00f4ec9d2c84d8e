import { listen } from '../base/listen.ts';
import type { Undo } from '../base/emitter.ts';

/** Calls `task` when the person allows the microphone after all, as in the site's settings, where the browser tells that. */
export function onMicrophoneAllowed(task: () => void): Undo {
  let over = false;
  let undo: Undo | undefined;
  const watch = async (): Promise<void> => {
    const name = 'microphone' as PermissionName;
    const status = await (navigator as Partial<Navigator>).permissions?.query({ name });
    if (!status || over) return;
    // What it is now tells nothing: the system may refuse what the browser allows.
    const look = (): void => {
      if (status.state === 'granted') task();
    };
    undo = listen(look, [status, 'change']);
  };
  // Some browsers know no such permission.
  watch().catch(() => undefined);
  return () => {
    over = true;
    undo?.();
  };
}
