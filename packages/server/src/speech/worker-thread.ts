import { Worker } from 'node:worker_threads';
import { ServerError } from '../server-error';

interface Answer<Result> {
  id: number;
  result?: Result;
  error?: string;
}

interface Waiting<Result> {
  resolve: (result: Result) => void;
  reject: (error: ServerError) => void;
}

/**
 * An engine in a thread of its own, asked one thing at a time and answering in order. A thread that dies fails what was
 * under way and is started anew by the next request.
 */
export class WorkerThread<Request, Result> {
  readonly #engine: string;
  readonly #script: URL;
  readonly #data: unknown;
  readonly #waiting = new Map<number, Waiting<Result>>();
  #worker: Worker | undefined;
  #nextId = 0;
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

  /** Asks the thread. @throws ServerError `engine-failed`. */
  request(request: Request, transfer: readonly ArrayBuffer[] = []): Promise<Result> {
    if (this.#closed) return Promise.reject(ServerError.engineFailed(this.#engine));
    this.#worker ??= this.#start();
    const id = this.#nextId++;
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, request }, transfer);
    });
  }

  /** Ends the thread; what is under way fails. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { workerData: this.#data, execArgv: [] });
    worker.on('message', (answer: Answer<Result>) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error !== undefined) {
        waiting?.reject(ServerError.engineFailed(this.#engine, new Error(answer.error)));
      } else {
        waiting?.resolve(answer.result as Result);
      }
    });
    worker.once('error', (error) => {
      this.#failAll(error);
    });
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#failAll();
    });
    return worker;
  }

  #failAll(cause?: unknown): void {
    for (const { reject } of this.#waiting.values()) {
      reject(ServerError.engineFailed(this.#engine, cause));
    }
    this.#waiting.clear();
  }
}
