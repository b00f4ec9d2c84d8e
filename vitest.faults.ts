import { defineConfig } from 'vitest/config';
import { inlineSource } from './packages/core/build/inline-source.ts';

const conditions = ['vivavoce-source'];

// `npm run test:faults`: the faults in full. `npm test` runs a share of each.
export default defineConfig({
  plugins: [inlineSource()],
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    name: 'faults',
    environment: 'node',
    include: ['test/faults/**/*.test.ts', 'packages/core/test/faults/**/*.test.ts'],
    env: { VIVAVOCE_FAULTS: 'long' },
    testTimeout: 900_000,
    hookTimeout: 120_000,
    // As in `vitest.workspace.ts`.
    expect: { poll: { timeout: 20_000 } },
    fileParallelism: false,
  },
});
