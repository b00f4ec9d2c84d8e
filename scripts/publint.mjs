// `pnpm publint`: what is published, by publint's strict rules. It would pack each package once more itself.
import { packageNames, tarballOf } from './packed.mjs';
import { program, run } from './tools.mjs';

const failed = [];
for (const name of packageNames()) {
  const { ok } = await run(process.execPath, [
    program('.', 'publint/src/cli.js'),
    tarballOf(name),
    '--strict',
  ]);
  if (!ok) failed.push(name);
}
process.exit(failed.length > 0 ? 1 : 0);
