import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a set-up is seen to do, in the order in which it does it. */
export type Step = 'understands' | 'answers' | 'heard' | 'hangs up';

/** What became of one set-up. */
export class Row {
  readonly seconds: Partial<Record<'install' | 'build', number>> = {};
  readonly steps: Step[] = [];
  versions: readonly string[] = [];
  failure: string | undefined;
  #look: () => Promise<string> = () => Promise.resolve('');
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  took(what: 'install' | 'build', seconds: number): void {
    this.seconds[what] = seconds;
  }

  made(versions: readonly string[]): void {
    this.versions = versions;
  }

  /** What to look at where it fails from now on. */
  onFailure(look: () => Promise<string>): void {
    this.#look = look;
  }

  seen(): Promise<string> {
    return this.#look().catch(() => '');
  }

  passed(step: Step): void {
    this.steps.push(step);
  }
}

/** What became of each, for `docs/setups.md`. */
export class Table {
  readonly #rows: Row[] = [];

  /** Keeps how far it came, also where it fails. */
  async row(name: string, work: (row: Row) => Promise<void>): Promise<void> {
    const row = new Row(name);
    this.#rows.push(row);
    try {
      await work(row);
    } catch (error) {
      row.failure = String(error).split('\n')[0] ?? 'failed';
      throw new Error(`${name} after ${row.steps.at(-1) ?? 'nothing'}: ${await row.seen()}`, {
        cause: error,
      });
    }
  }

  write(path: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(this.#rows));
  }
}
