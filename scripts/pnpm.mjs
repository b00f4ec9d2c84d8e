// `node scripts/pnpm.mjs ARGUMENTS`: pnpm in the version that wrote the lockfile, also where none is installed.
import { runPnpm } from './tools.mjs';

const { ok } = await runPnpm(process.argv.slice(2));
process.exitCode = ok ? 0 : 1;
