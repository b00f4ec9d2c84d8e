import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from './scripts/chromium.mjs';
import { inlineSource } from './packages/core/build/inline-source.ts';
import { compiledByReact, packagesOf } from './scripts/vite-plugins.ts';

// Every test the repository has, by the place it runs in. Which place is said by the file's name.
const dom = '**/*.dom.test.{ts,tsx}';
const browser = '**/*.browser.test.{ts,tsx}';
const anywhere = ['**/node_modules/**', '**/dist/**'];

const chromium = findChromium();

// Packages find each other's sources, so no build stands between an edit and its test.
const conditions = ['vivavoce-source'];
const shared = {
  plugins: [inlineSource()],
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
};

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'packages/*/{src,test}/**/*.test.ts',
            'apps/*/src/**/*.test.ts',
            'test/*.test.ts',
          ],
          exclude: [...anywhere, dom, browser],
        },
      },
      {
        ...shared,
        test: {
          name: 'dom',
          environment: 'jsdom',
          include: [`packages/${dom}`],
          exclude: anywhere,
        },
      },
      {
        // The same pages with the oldest React that the kit supports.
        ...shared,
        plugins: [...shared.plugins, packagesOf('test/react-18')],
        test: {
          name: 'dom-18',
          environment: 'jsdom',
          include: [`packages/react/${dom}`],
          exclude: anywhere,
        },
      },
      {
        // The same pages in an app whose build has React's compiler go over the kit as well.
        ...shared,
        plugins: [...shared.plugins, compiledByReact()],
        test: {
          name: 'dom-compiled',
          environment: 'jsdom',
          include: [`packages/react/src/components/${dom}`],
          exclude: anywhere,
        },
      },
      {
        ...shared,
        test: {
          name: 'browser',
          include: [`packages/${browser}`],
          exclude: anywhere,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(chromium !== undefined && { executablePath: chromium }),
                args: [
                  '--no-sandbox',
                  '--disable-gpu',
                  '--disable-audio-output',
                  '--disable-quic',
                  '--no-first-run',
                  '--disable-background-networking',
                  '--disable-component-update',
                  '--disable-sync',
                  '--use-fake-ui-for-media-stream',
                  '--use-fake-device-for-media-stream',
                  '--autoplay-policy=no-user-gesture-required',
                ],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        // What EVI's behaviour and the docs promise, held by the built server.
        ...shared,
        test: {
          name: 'compliance',
          environment: 'node',
          include: ['test/compliance/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The built server and the built page in a real browser with real sound.
        ...shared,
        test: {
          name: 'system',
          environment: 'node',
          include: ['test/{journeys,faults}/**/*.test.ts'],
          // A server, a browser and its sound are slow on a machine that is busy with other things. What must be quick is
          // measured by the test; these only end what hangs.
          testTimeout: 180_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});
