import { scriptUrl } from '../base/script-url.ts';
import { VoiceError } from '../base/voice-error.ts';
import { here, loadFile, loadTexts } from '../scripts/load-texts.ts';
import type { SessionHost } from '../session/host/host.ts';
import type { SessionEvent, TellEvents } from '../session/messages.ts';
import type { ResolvedOptions, VoiceService } from './options.ts';

/** ms in which the audio thread must answer a session in a Worker: once both run, and while one has not started. */
const patience = 500;
const longest = 3000;

/** The call that a session works for. */
export interface ThreadOwner {
  readonly tell: TellEvents;
  /** Resolves when the worklets are there, or with why there will be none. */
  readonly loaded: Promise<string | undefined>;
  /** Resolves when the context runs. Firefox's audio thread answers nobody before that, and a device may start slowly. */
  readonly awake: () => Promise<void>;
  /**
   * The session runs there, and takes commands. Called once more, for another host, where the first does not reach the audio thread:
   * all that the first was given is lost with it.
   */
  readonly onHost: (host: SessionHost) => Promise<void>;
  /** It runs on the main thread, and why, where a Worker was wanted. */
  readonly onFallback: (why: string) => void;
  /** Hands the host fresh ports of the processors. May be called again, for another host. */
  readonly attach: (host: SessionHost) => void;
  /** The Worker broke down, or is gone, after it had the session. */
  readonly onDead: (error: VoiceError) => void;
}

/** A session in a Worker: it runs, and does nothing before a call takes it. */
export interface VoiceWorker extends SessionHost {
  /** Gives it to a call. @returns why it can't be used; null once it reaches the audio thread */
  take(owner: ThreadOwner): Promise<string | null>;
}

/** A Worker that was made; or null, and why there is none where one was wanted. */
export interface MadeWorker {
  readonly host: VoiceWorker | null;
  readonly fallback: string | null;
}

/** Makes a Worker for one session, ahead of its call or with it. */
export async function makeWorker({
  thread,
  service,
  assets,
}: Pick<ResolvedOptions, 'thread' | 'service' | 'assets'>): Promise<MadeWorker> {
  if (thread === 'main') return { host: null, fallback: null };
  const name = `vivavoce ${Math.random()}`;
  const script = assets?.voiceWorker;
  try {
    // In the click itself, if it can be: the thread starts while the click does all the rest.
    const { voiceWorker } = script ? { voiceWorker: script } : (here ?? (await loadTexts()));
    const url = script ?? (service ? '' : scriptUrl(voiceWorker));
    const worker = url ? new Worker(url, { name }) : await service?.worker(name, voiceWorker);
    return { host: watchWorker(worker as Worker, name, url), fallback: null };
  } catch (error) {
    return { host: null, fallback: String(error) };
  }
}

/**
 * Gives a call the session in that Worker; and where there is none, or it can't reach the audio thread, one on the main thread instead.
 * The same session, the same ports. Resolves when it is up.
 */
export async function startVoiceThread(
  made: MadeWorker,
  service: VoiceService | undefined,
  owner: ThreadOwner,
): Promise<void> {
  let { fallback } = made;
  if (made.host) {
    fallback = await made.host.take(owner);
    if (fallback === null) return;
  }
  // Loaded only where it is needed: the Worker brings its own copy of the same code.
  const { startInlineSession } = await loadFile(import('../session/host/inline-host.ts'));
  const host = await startInlineSession(owner.tell, service && ((told) => service.inline(told)));
  if (fallback !== null) owner.onFallback(fallback);
  await owner.onHost(host);
  const mute = await owner.loaded;
  owner.attach(host);
  if (mute && fallback === null) owner.onFallback(mute);
}

/** @param url its script's, which is let go of once it was loaded */
function watchWorker(worker: Worker, name: string, url: string): VoiceWorker {
  let owner: ThreadOwner | undefined;
  let resolve: (result: string | null) => void = () => undefined;
  const taken = new Promise<string | null>((settle) => (resolve = settle));
  let settled = false;
  let runs = false;
  let ready = false;
  /** Its end would be noticed, or nothing here can notice it. */
  let watched = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = (result: string | null): void => {
    settled = true;
    clearTimeout(timer);
    resolve(result);
  };
  let over = false;
  // A page in the back-forward cache that is given a lock is thrown out of it.
  const waiting = new AbortController();
  const stop = (): void => {
    over = true;
    clearTimeout(timer);
    waiting.abort();
    // Does nothing to an address that is no `blob:`.
    URL.revokeObjectURL(url);
  };
  const fail = (why: string): void => {
    if (over) return;
    stop();
    worker.terminate();
    if (!settled) settle(why);
    else {
      const message = `The voice thread broke down: ${why}.`;
      owner?.onDead(new VoiceError('connection-lost', message, undefined, 'connect-again'));
    }
  };
  const wait = (ms: number): void => {
    if (settled || over) return;
    clearTimeout(timer);
    // Twice: where the page was busy all that time, what has come meanwhile is heard first.
    timer = setTimeout(() => {
      timer = setTimeout(() =>
        fail(
          `the ${runs ? 'audio thread did not answer the Worker' : 'Worker did not start'} within ${ms} ms`,
        ),
      );
    }, ms);
  };
  /** It runs. The worklets have to be there and the context to run as well before the audio thread owes it an answer. */
  const expect = ({ onHost, loaded, awake }: ThreadOwner): void => {
    void onHost(host);
    loaded.then(awake).then(
      () => ready || wait(patience),
      () => undefined,
    );
  };
  worker.onmessage = ({ data }: MessageEvent<readonly SessionEvent[]>) => {
    if (over) {
      // Its last word.
      if (!data.length) clearTimeout(timer);
      return;
    }
    for (const { type } of data) {
      if (type === 'ready') ready = true;
      if (type === 'held') {
        // A thread that is ended from outside, or by lack of memory, has no event of its own.
        const { signal } = waiting;
        navigator.locks.request(name, { signal }, () => fail('it is gone')).catch(() => undefined);
        watched = true;
      }
    }
    watched ||= runs && !data.length;
    if (!runs) {
      runs = true;
      URL.revokeObjectURL(url);
      if (owner) expect(owner);
    }
    // One that was gone before it had its lock would never be missed.
    if (ready && watched && !settled) settle(null);
    owner?.tell(data);
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
  const host: VoiceWorker = {
    post: worker.postMessage.bind(worker),
    take(by) {
      owner = by;
      if (runs && !over) expect(by);
      by.loaded.then(
        (why) => {
          if (why) fail(why);
          if (over) return;
          wait(longest);
          by.attach(host);
        },
        () => undefined,
      );
      return taken;
    },
    dispose(left) {
      stop();
      // The session hangs up first, then its thread ends itself; where it may not run any more, the browser closes its socket.
      worker.postMessage({ type: 'close' });
      if (left) worker.terminate();
      // One that hangs would keep its thread and its socket.
      else timer = setTimeout(() => worker.terminate(), longest);
    },
  };
  return host;
}
