import { openaiUpstream } from '@vivavoce/realtime/upstream';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import { serve } from '@vivavoce/testing/serve';
import { expect, it, onTestFinished } from 'vitest';
import { createServer, ServerError } from '../../src/index.ts';
import type { ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { realtimeServer } from '../support/realtime.ts';

// Rule: what is wrong with a realtime model is said before the server listens, and beside one nothing is started that nobody hears.

const upstream = openaiUpstream({ url: 'ws://127.0.0.1:9', apiKey: 'a-key' });

it.each<[string, object]>([
  ['it must have a name and a protocol', {}],
  ['it must have a name and a protocol', { ...upstream, name: 7 }],
  ['it must have a name and a protocol', { ...upstream, protocol: {} }],
  ['its address must be a function', { ...upstream, address: 'ws://127.0.0.1' }],
  ['its sampleRate must be from 8000 to 48000 Hz', { ...upstream, sampleRate: 96_000 }],
  ['its sampleRate must be from 8000 to 48000 Hz', { ...upstream, sampleRate: Number.NaN }],
])('%s', async (sentence, realtime) => {
  const listening = createServer({ port: 0, realtime } as ServerOptions).listen();
  const error = await listening.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ServerError);
  expect(error).toMatchObject({ reason: 'invalid-option' });
  expect(String(error)).toContain(`realtime: because ${sentence}`);
});

it('beside a realtime model nothing is started that nobody hears, unless it is asked for by name', async () => {
  const served = await serve(scriptedOpenAI({ url: 'ws://127.0.0.1' }));
  onTestFinished(() => served.stop());
  const realtime = openaiUpstream({ url: served.url, apiKey: 'a-key' });
  const server = await createServer({ port: 0, realtime, log: () => undefined }).listen();
  onTestFinished(() => server.close());
  const health = await fetch(`${server.url}/health`);
  expect(await health.json()).toMatchObject({
    engines: { realtime: 'openai gpt-realtime', recogniser: 'none', voice_activity: 'fvad' },
  });
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  expect(client.all('assistant_message')).toHaveLength(1);
  await client.close();
});

it("a Config's own language model is not asked, and that stands in the log", async () => {
  const real = await realtimeServer(
    scriptedOpenAI({ url: 'ws://127.0.0.1' }),
    (url) => openaiUpstream({ url, apiKey: 'a-key' }),
    {
      config: {
        language_model: {
          model_provider: 'CUSTOM_LANGUAGE_MODEL',
          model_resource: 'http://127.0.0.1:9/answers',
        },
      },
    },
  );
  const client = await TestClient.open(real.server);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  expect(client.all('error')).toEqual([]);
  expect(real.log.join()).toContain("A Config's own language model is not asked");
  await client.close();
});
