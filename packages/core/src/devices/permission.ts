import { listen } from '../base/listen.ts';
import type { Undo } from '../base/emitter.ts';

/** Calls `task` when the user allows the microphone later, as in the site settings. Some browsers don't expose that. */
export function onMicrophoneAllowed(task: () => void): Undo {
  let over = false;
  let undo: Undo | undefined;
  const watch = async (): Promise<void> => {
    const name = 'microphone' as PermissionName;
    const status = await (navigator as Partial<Navigator>).permissions?.query({ name });
    if (!status || over) return;
    // Its state now is not used: the system may refuse what the browser allows.
    const look = (): void => {
      if (status.state === 'granted') task();
    };
    undo = listen(look, [status, 'change']);
  };
  // Some browsers have no such permission.
  watch().catch(() => undefined);
  return () => {
    over = true;
    undo?.();
  };
}
