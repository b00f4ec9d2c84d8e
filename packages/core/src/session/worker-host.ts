import { scriptUrl } from '../base/script-url.ts';
import type { SessionHost, SessionListener } from './host.ts';
import type { SessionEvent } from './messages.ts';
import workerSource from './voice-worker.ts?inline-source';

/**
 * Runs the session in a dedicated Worker: the voice thread.
 *
 * @param script address of the worker as a static file. Default: the source inside this package, by a `blob:` URL.
 * @throws whatever the browser throws where it makes no Worker
 */
export function startWorkerSession(
  { tell, fail }: SessionListener,
  script: string | undefined,
): SessionHost {
  const url = script ?? scriptUrl(workerSource);
  // Does nothing to an address that is no `blob:`.
  const release = (): void => URL.revokeObjectURL(url);
  let worker: Worker;
  try {
    worker = new Worker(url, { name: 'vivavoce' });
  } catch (error) {
    release();
    throw error;
  }
  worker.onmessage = ({ data }: MessageEvent<readonly SessionEvent[]>) => {
    release();
    tell(data);
  };
  // A policy that refuses the script shows here too, without a word about why.
  worker.onerror = ({ message }) => {
    release();
    worker.terminate();
    fail(
      message ||
        'the browser refused the script of the Worker (does the Content-Security-Policy lack `worker-src blob:`, and `assets` a `voiceWorker`?)',
    );
  };
  return {
    post: (command, transfer = []) => worker.postMessage(command, transfer),
    dispose() {
      worker.onmessage = worker.onerror = null;
      release();
      // Not terminated: the session hangs up first, then its thread ends itself.
      worker.postMessage({ type: 'close' });
    },
  };
}
