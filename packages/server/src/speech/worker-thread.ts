import { Worker } from 'node:worker_threads';
import { ServerError } from '../server-error.ts';

interface Answer<Result> {
  result?: Result;
  error?: string;
}

interface Job<Request, Result> {
  request: Request;
  signal: AbortSignal | undefined;
  urgent: boolean;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
}

/**
 * An engine in a thread of its own. It is given one thing at a time, in the order asked, what is urgent first; what nobody wants any more when
 * its turn comes is left out. A thread that dies fails what it was doing and is started anew by the next request.
 */
export class WorkerThread<Request, Result> {
  readonly #engine: string;
  readonly #script: URL;
  readonly #data: unknown;
  readonly #queue: Job<Request, Result>[] = [];
  #current: Job<Request, Result> | undefined;
  #worker: Worker | undefined;
  #closed = false;

  /**
   * @param engine - its name, for errors.
   * @param script - the file of the thread: plain JavaScript, since Node reads it as it is, from source and from dist.
   * @param data - handed to the thread as its `workerData`.
   */
  constructor(engine: string, script: URL, data?: unknown) {
    this.#engine = engine;
    this.#script = script;
    this.#data = data;
  }

  /**
   * Asks the thread.
   *
   * @param signal - aborted when the answer is no longer wanted; rejects with its reason.
   * @param urgent - before all that wait and are not.
   * @throws ServerError `engine-failed`.
   */
  request(request: Request, signal?: AbortSignal, urgent = false): Promise<Result> {
    if (this.#closed) return Promise.reject(ServerError.engineFailed(this.#engine));
    return new Promise((resolve, reject) => {
      const job = { request, signal, urgent, resolve, reject };
      const place = urgent ? this.#queue.findIndex((waiting) => !waiting.urgent) : -1;
      if (place < 0) this.#queue.push(job);
      else this.#queue.splice(place, 0, job);
      this.#next();
    });
  }

  /** Ends the thread; what is under way and what waits fails. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#queue.splice(0)) reject(ServerError.engineFailed(this.#engine));
    await this.#worker?.terminate();
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const job = this.#queue.shift();
    if (job === undefined) return;
    if (job.signal?.aborted === true) {
      job.reject(job.signal.reason);
      this.#next();
      return;
    }
    this.#current = job;
    this.#worker ??= this.#start();
    this.#worker.postMessage(job.request);
  }

  #finish(settle: (job: Job<Request, Result>) => void): void {
    const job = this.#current;
    this.#current = undefined;
    if (job) settle(job);
    this.#next();
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { workerData: this.#data, execArgv: [] });
    worker.on('message', ({ result, error }: Answer<Result>) => {
      this.#finish((job) => {
        if (error === undefined) job.resolve(result as Result);
        else job.reject(ServerError.engineFailed(this.#engine, new Error(error)));
      });
    });
    const died = (cause?: unknown) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#finish((job) => {
        job.reject(ServerError.engineFailed(this.#engine, cause));
      });
    };
    worker.once('error', died);
    worker.once('exit', () => {
      died();
    });
    return worker;
  }
}
