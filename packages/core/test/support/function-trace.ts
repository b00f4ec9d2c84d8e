import { Session } from 'node:inspector';

/** Functions of this project's sources that ran, as "file function", counted by the engine itself. */
export class FunctionTrace {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  }

  /** Those that ran since it was asked last. */
  take(): string[] {
    const names: string[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, coverage) => {
      if (error) throw error;
      for (const { url, functions } of coverage.result) {
        const file = /packages\/(?:core|evi)\/src\/.*?([\w-]+\.ts)/.exec(url)?.[1];
        if (file === undefined) continue;
        for (const { functionName, ranges } of functions) {
          if ((ranges[0]?.count ?? 0) > 0) names.push(`${file} ${functionName || '=>'}`);
        }
      }
    });
    return names;
  }

  end(): void {
    this.#session.disconnect();
  }
}
