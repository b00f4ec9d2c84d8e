import { defineConfig } from 'vitest/config';
import { inlineSource } from './packages/core/build/inline-source.ts';

const conditions = ['vivavoce-source'];

// `npm run test:engines`: the whole client in every engine that is on this machine.
export default defineConfig({
  plugins: [inlineSource()],
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    name: 'engines',
    environment: 'node',
    include: ['test/engines/**/*.test.ts'],
    testTimeout: 150_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
