import { runnerImport } from 'vite';

/** Runs a benchmark's TypeScript, with this project's packages as their sources: nothing has to be built for it. */
export async function runSource(file) {
  const { module } = await runnerImport(file, {
    configFile: false,
    logLevel: 'warn',
    environments: {
      inline: { resolve: { external: [], conditions: ['vivavoce-source', 'module'] } },
    },
  });
  await module.run(process.argv.slice(2));
}
