import type { CDPSession } from 'playwright';

/** A message from a thread's inspector. */
interface Answer {
  readonly id: number;
  readonly result: { readonly usedSize: number; readonly backingStorageSize?: number };
}

/** The heaps of a page's main thread and of the Workers the client started. The instrument's own are left out. */
export class ThreadHeaps {
  readonly names = ['main'];
  readonly #cdp: CDPSession;
  readonly #sessions: string[] = [];
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #ids = 0;

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  static async attach(cdp: CDPSession): Promise<ThreadHeaps> {
    const heaps = new ThreadHeaps(cdp);
    cdp.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.title.startsWith('bench-') || targetInfo.url.includes('bench-')) return;
      heaps.names.push(`${targetInfo.type} ${targetInfo.title}`.trim());
      heaps.#sessions.push(sessionId);
    });
    cdp.on('Target.receivedMessageFromTarget', ({ message }) => {
      const answer = JSON.parse(message) as Answer;
      heaps.#pending.get(answer.id)?.(answer);
      heaps.#pending.delete(answer.id);
    });
    await cdp.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
    return heaps;
  }

  /** Bytes in use on all of them, after everything that can be collected is. */
  async used(): Promise<number> {
    await this.#cdp.send('HeapProfiler.collectGarbage');
    const main = await this.#cdp.send('Runtime.getHeapUsage');
    let sum = main.usedSize + (main.backingStorageSize ?? 0);
    for (const session of this.#sessions) {
      await this.#ask(session, 'HeapProfiler.collectGarbage');
      const { result } = await this.#ask(session, 'Runtime.getHeapUsage');
      sum += result.usedSize + (result.backingStorageSize ?? 0);
    }
    return sum;
  }

  #ask(sessionId: string, method: string): Promise<Answer> {
    this.#ids += 1;
    const id = this.#ids;
    const answered = new Promise<Answer>((settle) => this.#pending.set(id, settle));
    void this.#cdp.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method, params: {} }),
    });
    return answered;
  }
}
