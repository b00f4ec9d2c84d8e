import { createServer } from '@vivavoce/server';
import { expect, test } from 'vitest';
import { load } from './load.ts';
import { scriptedRecogniser } from './scripted-recogniser.mjs';
import { speechOf } from './speech.ts';

// The measurement of `npm run bench:server`, small. What the load itself sends late is not the server's delay.
test(
  'five spoken conversations at a time are all answered, and interrupted within 700 ms of the first sound',
  { timeout: 120_000 },
  async () => {
    const server = await createServer({ port: 0, recogniser: scriptedRecogniser() }).listen();
    try {
      const { url } = server;
      const result = await load({
        url,
        conversations: 5,
        durationMs: 90_000,
        interruptions: 10,
        question: await speechOf(
          url,
          'Would you please be so kind and tell me a very long story about the sea this evening?',
        ),
        interruption: await speechOf(url, 'No, wait, please stop.'),
      });
      expect(result.interrupted.count).toBeGreaterThanOrEqual(10);
      expect(result).toMatchObject({ missed: 0, errors: [] });
      expect(result.interrupted.median - result.lateness.p95).toBeLessThan(700);
      // The silence that ends an utterance has passed before it is answered.
      expect(result.answered.median).toBeGreaterThan(400);
    } finally {
      await server.close();
    }
  },
);
