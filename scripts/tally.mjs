import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { program, root, run } from './tools.mjs';

/**
 * What was run, how it ended and what it took.
 * @typedef {{ part: string, seconds: number, passed: number, failed: number, skipped: number }} Row
 */

/** Runs parts and counts: a check is one thing that passes or fails, of a test project each test is one. */
export class Tally {
  /** @type {Row[]} */
  #rows = [];
  /** @type {{ file: string, seconds: number }[]} */
  #files = [];
  /** @type {string[]} */
  #skipped = [];
  /** @type {string[]} */
  #failed = [];
  #began = Date.now();

  /**
   * @param {string} part
   * @param {() => Promise<{ ok: boolean, output: string }>} work
   */
  async check(part, work) {
    const started = Date.now();
    const { ok, output } = await work();
    const seconds = (Date.now() - started) / 1000;
    console.log(`${ok ? '✓' : '✗'} ${part} (${seconds.toFixed(1)} s)`);
    if (!ok) {
      console.log(output);
      this.#failed.push(part);
    }
    this.#rows.push({ part, seconds, passed: Number(ok), failed: Number(!ok), skipped: 0 });
    return ok;
  }

  /**
   * Runs projects of `vitest.workspace.ts`.
   * @param {string[]} projects
   * @param {{ long?: boolean, yielding?: boolean, args?: string[] }} [options] long: in full what `npm test` runs a share of;
   *   yielding: as `run` in `tools.mjs`
   */
  async tests(projects, { long = false, yielding = false, args = [] } = {}) {
    const report = join(root, '.cache', `tests-${projects.join('-')}.json`);
    mkdirSync(join(root, '.cache'), { recursive: true });
    rmSync(report, { force: true });
    const { ok } = await run(
      process.execPath,
      [
        program('.', 'vitest/vitest.mjs'),
        'run',
        '--config=vitest.workspace.ts',
        '--reporter=default',
        '--reporter=./scripts/tally-reporter.mjs',
        ...projects.map((project) => `--project=${project}`),
        ...args,
      ],
      // Piped, since two of them may speak at a time.
      {
        env: { VIVAVOCE_REPORT: report, ...(long && { VIVAVOCE_LONG: '1' }) },
        piped: true,
        yielding,
      },
    );
    /** @type {{ rows: Row[], files: { file: string, seconds: number }[], skipped: string[], failed: string[] }} */
    const { rows, files, skipped, failed } = read(report);
    // What failed beside the tests, such as an error that nobody caught, has no failed test to show for it.
    if (!ok && !rows.some(({ failed }) => failed > 0)) {
      rows.push({ part: projects.join(', '), seconds: 0, passed: 0, failed: 1, skipped: 0 });
      if (failed.length === 0) failed.push(`${projects.join(', ')}: failed beside its tests`);
    }
    this.#rows.push(...rows);
    this.#files.push(...files);
    this.#skipped.push(...skipped);
    this.#failed.push(...failed);
  }

  /** Prints what each part took, which tests were skipped, and in the last line the sum. Ends the program. */
  end() {
    const slowest = this.#files.sort((a, b) => b.seconds - a.seconds).slice(0, 8);
    const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
      this.#rows.reduce((total, row) => total + row[key], 0);
    const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
    const name = (/** @type {string} */ text) => text.padEnd(28);
    const number = (/** @type {number} */ value) => String(Math.round(value)).padStart(8);
    console.log(`\n${name('part')} seconds  passed  failed skipped`);
    for (const row of this.#rows) {
      const { part, seconds } = row;
      console.log(
        `${name(part)}${[seconds, row.passed, row.failed, row.skipped].map(number).join('')}`,
      );
    }
    console.log(`${name('from beginning to end')}${number((Date.now() - this.#began) / 1000)}`);
    if (slowest.length > 0) console.log('\nThe slowest files, in seconds:');
    for (const { file, seconds } of slowest) console.log(`${number(seconds)}  ${file}`);
    if (this.#skipped.length > 0) console.log('\nSkipped:');
    for (const test of this.#skipped) console.log(`  ${test}`);
    // Here once more, since of a long output it is the end that one reads first.
    if (this.#failed.length > 0) console.log('\nFailed:');
    for (const test of this.#failed) console.log(`  ${test}`);
    console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    process.exit(failed > 0 ? 1 : 0);
  }
}

/** @param {string} report */
function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    console.error('The test runner left no report.');
    return { rows: [], files: [], skipped: [], failed: [] };
  }
}
