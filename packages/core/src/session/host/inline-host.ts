import type { SessionHost } from './host.ts';
import { makeSession } from './make-session.ts';
import type { SessionCommand, TellEvents } from '../messages.ts';

/** Starts a session that tells what happens. @returns takes its commands */
export type StartSession = (
  tell: TellEvents,
) => ((command: SessionCommand) => void) | Promise<(command: SessionCommand) => void>;

/**
 * Runs the session where it is called: no thread of its own, the same ports and commands. The page is done with a batch when a
 * message to itself arrives, which stands in line behind all that had come by then. No timer and no animation frame: a hidden page
 * is denied both. Without a MessageChannel, as in Jest's jsdom, no batch waits for longer than a microtask.
 *
 * @param start Default: a session of EVI
 */
export async function startInlineSession(
  tell: TellEvents,
  start: StartSession = (told) => makeSession({ tell: told }),
): Promise<SessionHost> {
  const channel = typeof MessageChannel === 'undefined' ? null : new MessageChannel();
  const next = (): void => handle({ type: 'next' });
  const handle = await start((events) => {
    tell(events);
    // A promise, since fake timers hold back what is asked of `queueMicrotask`.
    void Promise.resolve().then(() => (channel ? channel.port2.postMessage(null) : next()));
  });
  if (channel) channel.port1.onmessage = next;
  return {
    post: handle,
    dispose: () => {
      handle({ type: 'close' });
      channel?.port1.close();
    },
  };
}
