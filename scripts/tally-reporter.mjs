import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './tools.mjs';

/**
 * Tells `tally.mjs` what each test project came to, in the file that `VIVAVOCE_REPORT` names. The seconds of a project are those
 * of its files together, some of which ran at the same time.
 * @typedef {import('vitest/reporters').Reporter} Reporter
 * @implements {Reporter}
 */
export default class TallyReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').SerializedError[]} uncaught what no test caught
   */
  onTestRunEnd(modules, uncaught) {
    /** @type {Map<string, import('./tally.mjs').Row>} */
    const rows = new Map();
    const files = [];
    /** @type {string[]} */
    const skipped = [];
    /** @type {string[]} */
    const failed = [];
    for (const module of modules) {
      const part = `${module.project.name}${process.env.VIVAVOCE_LONG ? ', in full' : ''}`;
      const row = rows.get(part) ?? { part, seconds: 0, passed: 0, failed: 0, skipped: 0 };
      rows.set(part, row);
      // Not what was waited for before it, as files of one browser wait for each other.
      const { duration, collectDuration, environmentSetupDuration } = module.diagnostic();
      const seconds = (duration + collectDuration + environmentSetupDuration) / 1000;
      row.seconds += seconds;
      files.push({ file: `${relative(root, module.moduleId)} (${part})`, seconds });
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const result = test.result();
        const { state } = result;
        if (state !== 'pending') row[state] += 1;
        if (state === 'skipped') skipped.push(inWords(test, result));
        if (state === 'failed') failed.push(inWords(test, { note: firstLine(result) }));
        failedTests += Number(state === 'failed');
      }
      // A file that failed before its first test has no failed test to show for it.
      if (!module.ok() && failedTests === 0) {
        row.failed += 1;
        failed.push(`${relative(root, module.moduleId)} (${module.errors()[0]?.message ?? ''})`);
      }
    }
    for (const error of uncaught) failed.push(`an error that no test caught: ${whence(error)}`);
    const report = process.env.VIVAVOCE_REPORT;
    if (report)
      writeFileSync(report, JSON.stringify({ rows: [...rows.values()], files, skipped, failed }));
  }
}

/**
 * @param {import('vitest/node').TestCase} test
 * @param {{ note?: string | undefined }} result
 */
function inWords({ name, module }, { note }) {
  return `${relative(root, module.moduleId)}: ${name}${note ? ` (${note})` : ''}`;
}

/** @param {import('vitest/node').TestResult} result */
function firstLine({ errors }) {
  return errors?.[0]?.message.split('\n', 1)[0];
}

/**
 * The file whose test ran, if it is known, the error, and the first lines of its stack: what one looks for.
 * @param {import('vitest').SerializedError} error
 */
function whence({ VITEST_TEST_PATH, VITEST_TEST_NAME, message, stack }) {
  const file = typeof VITEST_TEST_PATH === 'string' ? relative(root, VITEST_TEST_PATH) : '';
  const test = typeof VITEST_TEST_NAME === 'string' ? VITEST_TEST_NAME : '';
  const lines = stack?.split('\n').slice(0, 6).join('\n    ');
  return `${[file, test].filter(Boolean).join(': ')} ${lines ?? message}`.trim();
}
