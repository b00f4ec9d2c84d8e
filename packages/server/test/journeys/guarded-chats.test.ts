import { expect, it } from 'vitest';
import type { Log, Recogniser, ServerOptions } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/speech/flite.ts';
import { TestClient } from '../support/client.ts';
import { constantProsody, scriptedRecogniser } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';
import { spoken } from '../support/spoken.ts';

const broken = () => {
  throw new Error('the engine broke');
};
const hearing = scriptedRecogniser({ kind: 'words', text: 'hello' });
const withOpen = (open: Recogniser['open']): ServerOptions => ({
  recogniser: { ...hearing, open },
});

/** Engines that throw where nobody awaits it. */
const engines: Record<string, ServerOptions> = {
  'a recogniser that can not begin': withOpen(broken),
  'a recogniser that breaks on sound': withOpen(() => ({ ...hearing.open(), push: broken })),
  'a recogniser that breaks at the end': withOpen(() => ({ ...hearing.open(), finish: broken })),
  'scores that throw': { prosody: { ...constantProsody(), score: broken } },
  'a detector that throws': {
    voiceActivity: { name: 'broken', open: () => ({ isSpeech: broken, close: () => undefined }) },
  },
};

it.each(Object.entries(engines))(
  '%s ends the Chat that uses it, and no other',
  { timeout: 30_000 },
  async (_, options) => {
    const logged: Parameters<Log>[0][] = [];
    const server = await quickServer({ ...options, log: (entry) => logged.push(entry) });
    const flite = createFliteSynthesiser();
    try {
      const [calm, client] = await Promise.all([TestClient.open(server), TestClient.open(server)]);
      client.declareAudio();
      const { samples } = await spoken(flite, 'Hello there, how are you?');
      await client.speak(samples, { paced: false });
      expect((await client.closed).code).toBe(1011);
      expect(logged).toMatchObject([
        { message: 'A Chat failed', error: { message: 'the engine broke' } },
      ]);
      calm.send({ type: 'pause_assistant_message' });
      calm.send({ type: 'user_input', text: 'Hello.' });
      await calm.next('user_message');
      await calm.close();
    } finally {
      await flite.close();
      await server.close();
    }
  },
);
