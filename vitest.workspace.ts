import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from './scripts/chromium.mjs';
import { inlineSource } from './packages/core/build/inline-source.ts';
import { sheets } from './packages/elements/build/sheets.ts';
import { compiledByReact, packagesOf } from './scripts/vite-plugins.ts';

// Every test the repository has, by the place it runs in. Which place is said by the file's name. `scripts/runs.mjs` says which
// projects are `npm test`, and which `npm run test:long`.
const dom = '**/*.dom.test.{ts,tsx}';
const browser = '**/*.browser.test.{ts,tsx}';
const onlyLong = '**/*.long.test.{ts,tsx}';
const hostile = 'packages/server/test/hostile/**/*.test.ts';
const elsewhere = ['**/node_modules/**', '**/dist/**'];
const anywhere = [...elsewhere, onlyLong];

/** Whether all of it is wanted of those tests of which `npm test` runs a share. */
const long = process.env['VIVAVOCE_LONG'] !== undefined;

/** What other Reacts than the newest are tried with in `npm test`. */
const share = [
  'packages/react/src/components/{ConnectionStatus,TextInput,Transcript,VoiceWidget}.dom.test.tsx',
];

/** Journeys that play and hear sound in real time; nothing comes late for the others. */
const inRealTime =
  'test/journeys/{demo,official-react,realtime-services,spoken-conversation,when-things-go-wrong}.test.ts';

/** A page that takes a whole processor to itself for 18 s bears nothing beside it. */
const frozenPage = 'test/journeys/frozen-page.long.test.ts';

const chromium = findChromium();

// Packages find each other's sources, so no build stands between an edit and its test.
const conditions = ['vivavoce-source'];
const shared = {
  plugins: [inlineSource(), sheets()],
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
};

// One process for many files, since what they import costs more than most of them do. A support file may register no hook as it is
// loaded: it is loaded once. They yield to tests in real time, so they may be slow; what must be quick is measured by the test.
const together = {
  isolate: false,
  setupFiles: ['test/support/patience.ts', 'test/support/leave-nothing.ts'],
  testTimeout: 30_000,
};
const onePage = {
  testTimeout: 30_000,
  environment: 'jsdom',
  isolate: false,
  setupFiles: [
    'test/support/patience.ts',
    'test/support/leave-nothing.ts',
    'packages/react/test/support/leave-the-page.ts',
  ],
  expect: { poll: { timeout: 10_000 } },
};

// A test that has looked at nothing, because its loop was empty or it returned too early, has failed.
const expecting = { expect: { requireAssertions: true, poll: { timeout: 10_000 } } };

// A server, a browser and its sound are slow on a machine that is busy with other things. What must be quick is measured by the
// test; these only end what hangs.
const patient = {
  testTimeout: 180_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 20_000 } },
};

export default defineConfig({
  test: {
    // With `--changed`: what imports a file that has changed, and no more when a package.json has.
    forceRerunTriggers: [],
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          ...expecting,
          ...together,
          environment: 'node',
          include: [
            'packages/*/{src,test}/**/*.test.ts',
            'apps/*/{src,build}/**/*.test.ts',
            'test/*.test.ts',
          ],
          exclude: [...anywhere, dom, browser, hostile],
        },
      },
      {
        ...shared,
        test: {
          name: 'dom',
          ...onePage,
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
          ...onePage,
          include: long
            ? [`packages/react/${dom}`]
            : [
                'packages/react/src/{provider,hooks}/{VoiceProvider,useVoice}.dom.test.tsx',
                ...share,
              ],
          // Other kits with hooks of their own are installed here with the newest React alone.
          exclude: [...anywhere, 'packages/react/test/journeys/realtime-docs.dom.test.tsx'],
        },
      },
      {
        // The same pages in an app whose build has React's compiler go over the kit as well.
        ...shared,
        plugins: [...shared.plugins, compiledByReact()],
        test: {
          name: 'dom-compiled',
          ...onePage,
          include: long ? [`packages/react/src/components/${dom}`] : share,
          exclude: anywhere,
        },
      },
      {
        ...shared,
        test: {
          name: 'browser',
          setupFiles: ['test/support/patience.ts'],
          testTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
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
          exclude: anywhere,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Attacks on the built server, each a share of itself in `npm test`: how long others wait for it, and its memory.
        ...shared,
        test: {
          name: 'hostile',
          environment: 'node',
          include: [hostile],
          ...patient,
          ...(long && { testTimeout: 600_000 }),
          fileParallelism: false,
        },
      },
      {
        // What is built and published, in other people's programs and in a real browser.
        ...shared,
        test: {
          name: 'built',
          environment: 'node',
          include: ['test/journeys/**/*.test.ts'],
          exclude: [...anywhere, inRealTime],
          ...patient,
        },
      },
      {
        // The built server and the built page in a real browser with real sound, on lines that break.
        ...shared,
        test: {
          name: 'system',
          environment: 'node',
          include: [inRealTime, 'test/faults/**/*.test.ts'],
          exclude: anywhere,
          ...patient,
          fileParallelism: false,
        },
      },
      {
        // What is too long for `npm test`, and all of what it runs a share of.
        ...shared,
        test: {
          name: 'long',
          environment: 'node',
          include: [
            onlyLong,
            'test/faults/**/*.test.ts',
            'test/journeys/spoken-conversation.test.ts',
          ],
          exclude: [...elsewhere, frozenPage],
          ...patient,
          testTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        // The same of tests that bear others beside them.
        ...shared,
        test: {
          name: 'repeats',
          environment: 'node',
          include: [
            'packages/core/test/faults/weather.test.ts',
            'packages/evi/src/codec/{codec.property,read-message}.test.ts',
            'packages/server/src/engines/recognition/phrases.test.ts',
            'packages/server/test/journeys/{fuzzed-requests,killed-server,spoken-turn}.test.ts',
            'test/journeys/{gallery-looks,installed-app,type-tests}.test.ts',
          ],
          ...patient,
        },
      },
      {
        // The whole client in every engine that is on this machine, and in a page that is frozen.
        ...shared,
        test: {
          name: 'engines',
          environment: 'node',
          include: ['test/engines/**/*.test.ts', frozenPage],
          exclude: elsewhere,
          testTimeout: 150_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        // Each of `examples` as somebody has it who copies it: installed from what was packed, built and talked to.
        ...shared,
        test: {
          name: 'setups',
          environment: 'node',
          include: ['test/setups/**/*.test.ts'],
          ...patient,
          testTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
