import { scriptUrl } from '../base/script-url.ts';
import { VoiceError } from '../base/voice-error.ts';
import type { SessionHost } from '../session/host.ts';
import type { SessionEvent, TellEvents } from '../session/messages.ts';
import type { VoiceService } from './options.ts';
import workerSource from '../session/voice-worker.ts?inline-source';

/** ms in which the audio thread must answer a session in a Worker: once both run, and while one has not started. */
const patience = 500;
const longest = 3000;

/** What a session is started with. */
export interface VoiceThreadOptions {
  readonly thread: 'worker' | 'main';
  readonly service: VoiceService | undefined;
  /** Address of the worker's static file. Default: the source inside this package, by a `blob:` URL. */
  readonly script: string | undefined;
  readonly tell: TellEvents;
  /** Resolves when the context runs. Firefox's audio thread answers nobody before that, and a device may start slowly. */
  readonly awake: Promise<void>;
  /** Hands the host fresh ports of the processors. May be called again, for another host. */
  readonly attach: (host: SessionHost) => void;
  /** The Worker broke down, or is gone, after it had the session. */
  readonly onDead: (error: VoiceError) => void;
}

/** A session that is up, and why it is not in a Worker where one was wanted. */
export interface VoiceThread {
  readonly host: SessionHost;
  readonly fallback: string | null;
}

/**
 * Starts the session in a Worker, and where no Worker can be had, or none that reaches the audio thread, on the main
 * thread instead. The same session, the same ports.
 */
export async function startVoiceThread(options: VoiceThreadOptions): Promise<VoiceThread> {
  const started = options.thread === 'worker' ? await tryWorker(options) : null;
  if (started && typeof started !== 'string') return { host: started, fallback: null };
  // Loaded only where it is needed: the Worker brings its own copy of the same code.
  const { startInlineSession } = await import('../session/inline-host.ts');
  const { service, tell } = options;
  const host = await startInlineSession(tell, service && ((told) => service.inline(told)));
  options.attach(host);
  return { host, fallback: started };
}

/** The host, or why there is none. */
async function tryWorker(options: VoiceThreadOptions): Promise<SessionHost | string> {
  const { script, service } = options;
  const name = `vivavoce ${Math.random()}`;
  try {
    if (service && !script) return await watchWorker(options, name, await service.worker(name));
    const url = script ?? scriptUrl(workerSource);
    const worker = new Worker(url, { name });
    // Does nothing to an address that is no `blob:`.
    return await watchWorker(options, name, worker).finally(() => URL.revokeObjectURL(url));
  } catch (error) {
    return String(error);
  }
}

/** The session in that Worker, once it runs and reaches the audio thread. */
function watchWorker(
  { tell, awake, attach, onDead }: VoiceThreadOptions,
  name: string,
  worker: Worker,
): Promise<SessionHost | string> {
  return new Promise((resolve) => {
    let settled = false;
    let runs = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (result: SessionHost | string): void => {
      settled = true;
      clearTimeout(timer);
      resolve(result);
    };
    let over = false;
    // A page in the back-forward cache that is given a lock is thrown out of it.
    const waiting = new AbortController();
    const stop = (): void => {
      over = true;
      waiting.abort();
    };
    const fail = (why: string): void => {
      if (over) return;
      stop();
      worker.terminate();
      if (!settled) settle(why);
      else {
        const message = `The voice thread broke down: ${why}.`;
        onDead(new VoiceError('connection-lost', message, undefined, 'connect-again'));
      }
    };
    const wait = (ms: number): void => {
      if (settled) return;
      clearTimeout(timer);
      // Twice: where the page was busy all that time, what has come meanwhile is heard first.
      timer = setTimeout(() => {
        timer = setTimeout(() =>
          fail(
            runs
              ? `the audio thread did not answer the Worker within ${ms} ms`
              : `the Worker did not start within ${ms} ms`,
          ),
        );
      }, ms);
    };
    const host: SessionHost = {
      post: worker.postMessage.bind(worker),
      dispose(left) {
        stop();
        // The session hangs up first, then its thread ends itself; where it may not run any more, the browser closes its socket.
        worker.postMessage({ type: 'close' });
        if (left) worker.terminate();
        // One that hangs would keep its thread and its socket.
        else timer = setTimeout(() => worker.terminate(), longest);
      },
    };
    worker.onmessage = ({ data }: MessageEvent<readonly SessionEvent[]>) => {
      if (over) {
        // Its last word.
        if (!data.length) clearTimeout(timer);
        return;
      }
      if (!runs) void awake.then(() => wait(patience));
      runs = true;
      for (const { type } of data) {
        if (type === 'ready') settle(host);
        if (type === 'held') {
          // A thread that is ended from outside, or by lack of memory, has no event of its own.
          const { signal } = waiting;
          navigator.locks
            .request(name, { signal }, () => fail('it is gone'))
            .catch(() => undefined);
        }
      }
      tell(data);
      // Behind React, which commits in a microtask of its own. A promise, since fake timers hold back `queueMicrotask`.
      void Promise.resolve().then(() => worker.postMessage({ type: 'next' }));
    };
    // Chromium has no `onmessageerror` here.
    worker.addEventListener('messageerror', () => fail('a message of it can not be read'));
    // A policy that refuses the script shows here too, without a word about why.
    worker.onerror = ({ message }) =>
      fail(
        message ||
          'the browser refused a script. Allow `worker-src blob:` in the Content-Security-Policy, or name static files in `assets`',
      );
    wait(longest);
    attach(host);
  });
}
