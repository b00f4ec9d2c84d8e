// `npm test`: installs, finds a browser, checks, builds, runs every test, and counts.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { bringChromium, bringDecoder, bringRecogniser } from './debian.mjs';
import { checkNode, install, program, root, run, runPnpm } from './tools.mjs';

checkNode();
const count = { passed: 0, failed: 0, skipped: 0 };

const installed = await install();
if (!installed.ok) {
  console.error(
    `${installed.output}\nInstalling the dependencies failed; what it said stands above.`,
  );
  end({ ...count, failed: 1 });
}

await bringRecogniser();
await bringDecoder();
await bringChromium();
if (!findChromium()) {
  console.error(
    'No Chromium was found: install one (Debian and Ubuntu: `apt-get install chromium`; anywhere: `npx playwright install chromium`) or name it in CHROMIUM_PATH.',
  );
  end({ ...count, failed: 1 });
}

// What the checks read does not depend on each other, nor on a build.
await Promise.all([
  check('types', () => runPnpm(['run', 'typecheck'], { quiet: true })),
  check('format, lint, unused code', async () => {
    const results = [];
    for (const script of ['format:check', 'lint', 'unused']) {
      results.push(await runPnpm(['run', script], { quiet: true }));
    }
    return {
      ok: results.every(({ ok }) => ok),
      output: results.map(({ output }) => output).join('\n'),
    };
  }),
]);
const built = await check('build', () => runPnpm(['run', 'build'], { quiet: true }));
if (built) {
  await check('packages as published', () => runPnpm(['run', 'publint'], { quiet: true }));
  await check('sizes', () => runPnpm(['run', 'size'], { quiet: true }));
}
// The soak takes what the tests leave of the machine: it waits for facts, so it may be slow.
const soak = built
  ? check('soak of 3 minutes', () =>
      run(process.execPath, [join(root, 'scripts/soak/soak.mjs'), '--minutes=3', '--yielding'], {
        quiet: true,
      }),
    )
  : undefined;
await Promise.all([tests(), soak]);
end(count);

/**
 * @param {string} name
 * @param {() => Promise<{ ok: boolean, output: string }>} work
 */
async function check(name, work) {
  const started = Date.now();
  const { ok, output } = await work();
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (!ok) console.log(output);
  count[ok ? 'passed' : 'failed'] += 1;
  return ok;
}

async function tests() {
  const report = join(root, '.cache', 'tests.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const { ok } = await run(process.execPath, [
    program('.', 'vitest/vitest.mjs'),
    'run',
    '--config=vitest.workspace.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    count.passed += numPassedTests;
    count.skipped += numPendingTests;
    // A file that failed before its first test has no failed test to show for it.
    count.failed += numFailedTests || (ok ? 0 : Math.max(1, numFailedTestSuites));
  } catch {
    console.error('The test runner left no report.');
    count.failed += 1;
  }
}

/** @param {{ passed: number, failed: number, skipped: number }} result */
function end({ passed, failed, skipped }) {
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed > 0 ? 1 : 0);
}
