// `node scripts/test.mjs short`, which is `npm test`: installs, finds a browser, builds, checks, runs the tests, and counts.
// `long` is `npm run test:long`, `engines` and `setups` are `npm run test:engines` and `test:setups`; several words run several, one after
// the other.
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { bringEngines, bringTools } from './debian.mjs';
import { runs } from './runs.mjs';
import { writeSetUps } from './setups.mjs';
import { Tally } from './tally.mjs';
import { checkNode, install, root, run, runPnpm, runScript } from './tools.mjs';

const wanted = process.argv.slice(2);
const tally = new Tally();
/** The runner would leave one core to whoever sits at the machine. */
const twoFiles = ['--maxWorkers=2'];
/** What stands beside tests that play and hear sound: these must get a processor when they need one. */
const yielding = { yielding: true };
checkNode();

const [installed] = await Promise.all([
  tally.check('dependencies', install),
  // Where they could be installed and are not, tests would be skipped without need.
  tally.check('programs', bringPrograms),
]);
if (!installed || !(await tally.check('browser', chromium))) tally.end();
if (!(await tally.check('build', build))) tally.end();

if (wanted.includes('short')) {
  await Promise.all([
    oneByOne(runs.short.inSeries),
    checks().then(() => tally.tests(runs.short.beside, { ...yielding, args: twoFiles })),
    soak('soak of 10 Chats', '--minutes=0.2', '--chats=10'),
  ]);
  await oneByOne(runs.short.alone);
}
if (wanted.includes('long')) {
  await oneByOne(runs.long.alone, { long: true });
  await Promise.all([
    tally.tests(runs.long.inSeries, { long: true }),
    // By far the slowest check, and one that `npm run check` makes of what has changed.
    tally
      .check('lint', () => runScript('lint', yielding))
      .then(() => tally.tests(runs.long.beside, { ...yielding, long: true }))
      .then(() => soak('soak of 3 minutes', '--minutes=3')),
  ]);
} else if (wanted.includes('engines')) await oneByOne(runs.engines.alone, { long: true });
if (wanted.includes('setups')) {
  await oneByOne(runs.setups.alone);
  await tally.check('docs/setups.md', writeSetUps);
}
tally.end();

async function bringPrograms() {
  const tools = await bringTools();
  if (!tools.ok || !(wanted.includes('long') || wanted.includes('engines'))) return tools;
  const engines = await bringEngines();
  if (wanted.includes('engines')) return engines;
  // An engine that is not there is left out, in words.
  if (!engines.ok) console.error(engines.output);
  return tools;
}

/**
 * @param {string[]} projects
 * @param {Parameters<Tally['tests']>[1]} [options]
 */
async function oneByOne(projects, options) {
  for (const project of projects) await tally.tests([project], options);
}

async function chromium() {
  const output =
    'No Chromium was found: install one (Debian and Ubuntu: `apt-get install chromium`; anywhere: `npx playwright install chromium`) or name it in CHROMIUM_PATH.';
  return { ok: findChromium() !== undefined, output };
}

async function checks() {
  await tally.check('types', () => runScript('typecheck', yielding));
  await tally.check('format', () => runScript('format:check', yielding));
  await tally.check('unused code', () => runScript('unused', yielding));
  await tally.check('packages as published', () => runScript('publint', yielding));
  await tally.check('sizes', () => runScript('size', yielding));
}

/**
 * It takes what the tests leave of the machine: it waits for facts, so it may be slow.
 * @param {string} part
 * @param {string[]} args
 */
function soak(part, ...args) {
  const program = join(root, 'scripts/soak/soak.mjs');
  return tally.check(part, () =>
    run(process.execPath, [program, '--yielding', ...args], { quiet: true }),
  );
}

function build() {
  return runPnpm(['run', 'build'], { quiet: true });
}
