import { Worker } from 'node:worker_threads';
import { ServerError } from '../../base/server-error.ts';

/** Nobody waits longer than this for what somebody else has asked, in ms: then another thread is started. */
const slowMs = 1000;
/** Threads at a time. */
const mostThreads = 3;

interface Answer<Result> {
  result?: Result;
  error?: string;
}

interface Job<Request, Result> {
  request: Request;
  signal: AbortSignal | undefined;
  urgent: boolean;
  client: string;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
}

interface Thread<Request, Result> {
  worker: Worker;
  job: Job<Request, Result> | undefined;
  /** It has been at its job for so long that others don't wait for it. */
  slow: boolean;
  timers: NodeJS.Timeout[];
}

/** How an engine's threads are run. */
export interface WorkerThreadsOptions {
  /** Handed to each thread as its `workerData`. */
  data?: unknown;
  /** A thread that needs longer for one request is ended, in ms. */
  longestMs: number;
  /** Others don't wait longer for a thread that is at work, in ms. Default 1000. */
  slowMs?: number;
}

/**
 * An engine in a thread of its own. It is given one thing at a time, what is urgent first, that of different clients by turns, else in the order
 * asked; what nobody wants any more is left out. While the thread is slow, or hangs, another takes its place. One that dies or hangs fails what it was
 * doing, and nothing else.
 */
export class WorkerThreads<Request, Result> {
  readonly #engine: string;
  readonly #script: URL;
  readonly #options: WorkerThreadsOptions;
  readonly #queue: Job<Request, Result>[] = [];
  readonly #threads = new Set<Thread<Request, Result>>();
  #closed = false;

  /**
   * @param engine - its name, for errors.
   * @param script - the file of the thread: plain JavaScript, since Node reads it as it is, from source and from dist.
   */
  constructor(engine: string, script: URL, options: WorkerThreadsOptions) {
    this.#engine = engine;
    this.#script = script;
    this.#options = options;
  }

  /**
   * Asks a thread.
   *
   * @param signal - aborted when the answer is no longer wanted; rejects with its reason.
   * @param urgent - before all that wait and are not.
   * @param client - whoever asks for much at once waits for himself.
   * @throws ServerError `engine-failed`.
   */
  request(request: Request, signal?: AbortSignal, urgent = false, client = ''): Promise<Result> {
    if (this.#closed) return Promise.reject(ServerError.engineFailed(this.#engine));
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const job = { request, signal, urgent, client, resolve, reject };
      this.#queue.splice(this.#placeFor(job), 0, job);
      signal?.addEventListener('abort', this.#leaveOut);
      this.#next();
    });
  }

  /** Those that nobody wants any more hold a place, and whole Chats that are over, until they are left out. */
  #leaveOut = (): void => {
    for (const job of this.#queue.filter(({ signal }) => signal?.aborted)) {
      this.#queue.splice(this.#queue.indexOf(job), 1);
      job.reject(job.signal?.reason);
    }
  };

  /** Behind the first of each client, if it is its client's first; behind their second, if it is its second; and so on. */
  #placeFor({ urgent, client }: Job<Request, Result>): number {
    const counts = new Map<string, number>();
    const own = this.#queue.filter((job) => job.urgent === urgent && job.client === client).length;
    const place = this.#queue.findIndex((job) => {
      if (job.urgent !== urgent) return urgent;
      const before = counts.get(job.client) ?? 0;
      counts.set(job.client, before + 1);
      return before > own;
    });
    return place < 0 ? this.#queue.length : place;
  }

  /** Ends the threads; what is under way and what waits fails. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#queue.splice(0)) reject(ServerError.engineFailed(this.#engine));
    await Promise.all([...this.#threads].map((thread) => this.#retire(thread)));
  }

  #next(): void {
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      try {
        const thread = this.#freeThread();
        if (thread === undefined) {
          this.#queue.unshift(job);
          return;
        }
        job.signal?.removeEventListener('abort', this.#leaveOut);
        this.#give(thread, job);
      } catch (error) {
        // The system has no room for a thread, or the request can't be sent.
        job.reject(ServerError.engineFailed(this.#engine, error));
      }
    }
  }

  #freeThread(): Thread<Request, Result> | undefined {
    const threads = [...this.#threads];
    const idle = threads.find(({ job }) => job === undefined);
    if (idle !== undefined) return idle;
    const needed = threads.length < mostThreads && threads.every(({ slow }) => slow);
    return needed ? this.#start() : undefined;
  }

  #give(thread: Thread<Request, Result>, job: Job<Request, Result>): void {
    thread.worker.postMessage(job.request);
    thread.job = job;
    const slow = setTimeout(() => {
      thread.slow = true;
      this.#next();
    }, this.#options.slowMs ?? slowMs);
    const late = setTimeout(() => {
      void this.#retire(thread, new Error('it did not answer in time'));
    }, this.#options.longestMs);
    thread.timers = [slow, late];
  }

  #start(): Thread<Request, Result> {
    const worker = new Worker(this.#script, { workerData: this.#options.data, execArgv: [] });
    const thread: Thread<Request, Result> = { worker, job: undefined, slow: false, timers: [] };
    this.#threads.add(thread);
    worker.on('message', ({ result, error }: Answer<Result>) => {
      const { job } = thread;
      this.#free(thread);
      if (error === undefined) job?.resolve(result as Result);
      else job?.reject(ServerError.engineFailed(this.#engine, new Error(error)));
      this.#next();
      // Of those that stood in for another, one stays.
      const spare = [...this.#threads].filter((other) => other.job === undefined).length > 1;
      if (spare && thread.job === undefined) void this.#retire(thread);
    });
    const died = (cause?: unknown) => void this.#retire(thread, cause);
    worker.once('error', died);
    worker.once('messageerror', died);
    worker.once('exit', () => {
      died();
    });
    return thread;
  }

  #free(thread: Thread<Request, Result>): void {
    for (const timer of thread.timers) clearTimeout(timer);
    thread.job = undefined;
    thread.slow = false;
  }

  /** Ends a thread; what it was doing fails. */
  async #retire(thread: Thread<Request, Result>, cause?: unknown): Promise<void> {
    if (!this.#threads.delete(thread)) return;
    const { job } = thread;
    this.#free(thread);
    job?.reject(ServerError.engineFailed(this.#engine, cause));
    this.#next();
    // What it still has to say concerns nobody.
    thread.worker.on('error', () => undefined);
    await thread.worker.terminate();
  }
}
