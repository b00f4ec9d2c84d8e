import { runPnpm } from '../../../../scripts/tools.mjs';

/** Builds the server and the page's voice. @throws Error with what the build said */
export async function buildPackages(): Promise<void> {
  const filters = ['@vivavoce/evi', '@vivavoce/core', '@vivavoce/server'].flatMap((name) => [
    '--filter',
    name,
  ]);
  const { ok, output } = await runPnpm([...filters, 'run', 'build'], { quiet: true });
  if (!ok) throw new Error(`Building the packages failed:\n${output}`);
}
