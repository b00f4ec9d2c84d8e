import type { SessionHost } from '../session/host.ts';
import type { TellEvents } from '../session/messages.ts';
import { startWorkerSession } from '../session/worker-host.ts';

/** ms in which the audio thread must answer a session in a Worker: once it runs, and while it has not started. */
const patience = 500;
const longest = 3000;

/** What a session is started with. */
export interface VoiceThreadOptions {
  readonly thread: 'worker' | 'main';
  /** Address of the worker's static file. Default: inlined. */
  readonly script: string | undefined;
  readonly tell: TellEvents;
  /** Resolves when the context runs. Firefox's audio thread answers nobody before that, and a device may start slowly. */
  readonly awake: Promise<void>;
  /** Hands the host a fresh port of the playback processor. May be called again, for another host. */
  readonly attachSpeaker: (host: SessionHost) => void;
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
  const { thread, tell, attachSpeaker } = options;
  let fallback: string | null = null;
  if (thread === 'worker') {
    const started = await tryWorker(options);
    if (typeof started !== 'string') return { host: started, fallback };
    fallback = started;
  }
  // Loaded only where it is needed: the Worker brings its own copy of the same code.
  const { startInlineSession } = await import('../session/inline-host.ts');
  const host = startInlineSession({ tell, fail: () => undefined });
  attachSpeaker(host);
  return { host, fallback };
}

/** The host, or why there is none. */
function tryWorker({
  script,
  tell,
  awake,
  attachSpeaker,
}: VoiceThreadOptions): Promise<SessionHost | string> {
  return new Promise((resolve) => {
    let host: SessionHost | null = null;
    let settled = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (result: SessionHost | string): void => {
      settled = true;
      clearTimeout(timer);
      if (typeof result === 'string') host?.dispose();
      resolve(result);
    };
    const wait = (ms: number): void => {
      clearTimeout(timer);
      if (settled) return;
      const why = `the audio thread did not answer the Worker within ${ms} ms`;
      timer = setTimeout(() => settle(why), ms);
    };
    wait(longest);
    void awake.then(() => wait(patience));
    try {
      host = startWorkerSession(
        {
          tell: (events) => {
            if (host && events.some(({ type }) => type === 'ready')) settle(host);
            tell(events);
          },
          fail: settle,
        },
        script,
      );
      attachSpeaker(host);
    } catch (error) {
      settle(error instanceof Error ? error.message : String(error));
    }
  });
}
