import { onTestFinished, expect, it } from 'vitest';
import parse from 'parse-prometheus-text-format';
import type { LogEntry, RunningServer, ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { sayingResponder, scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';
import { voice } from '../support/realtime.ts';

const metricsToken = 'a-token-for-the-scrape';

async function started(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await quickServer({ metricsToken, ...options });
  onTestFinished(() => server.close());
  return server;
}

async function scrape({ url }: RunningServer): Promise<string> {
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${metricsToken}` },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return answer.text();
}

/** What a parser of others finds of a metric with these labels: the value, or how often something was measured. */
function found(text: string, name: string, labels: Record<string, string> = {}): number {
  const family = parse(text).find((one) => one.name === name);
  const sample = family?.metrics.find((one) =>
    Object.entries(labels).every(([label, value]) => one.labels?.[label] === value),
  );
  return Number(sample?.value ?? sample?.count ?? 'nothing');
}

it('a scrape in the middle of a conversation, and one after it, say what goes on and hold no word, id or key', async () => {
  const entries: LogEntry[] = [];
  const server = await started({
    recogniser: scriptedRecogniser({ kind: 'words', text: 'Zanzibar is my secret.' }),
    responder: sayingResponder('Timbuktu it is.'),
    keys: [{ apiKey: 'the-key', secretKey: 'the-secret' }],
    log: (entry) => entries.push(entry),
    logLevel: 'info',
  });
  const client = await TestClient.open(server, '?api_key=the-key');
  const { chat_id: chat, chat_group_id: group } = await client.next('chat_metadata');
  client.declareAudio();
  await client.speak(voice(600));
  await client.next('assistant_end');

  const during = await scrape(server);
  expect(found(during, 'vivavoce_chats_open')).toBe(1);
  expect(found(during, 'vivavoce_chats_begun_total')).toBe(1);
  expect(found(during, 'vivavoce_turns_total', { origin: 'speech', outcome: 'answered' })).toBe(1);
  expect(found(during, 'vivavoce_speech_to_words_seconds')).toBe(1);
  expect(found(during, 'vivavoce_words_to_sound_seconds')).toBe(1);
  for (const to of ['recogniser', 'synthesiser', 'responder', 'database']) {
    expect(found(during, 'vivavoce_up', { to }), to).toBe(1);
    expect(found(during, 'vivavoce_request_failures_total', { to }), to).toBe(0);
  }
  expect(parse(during).find(({ name }) => name === 'vivavoce_request_seconds')?.type).toBe(
    'HISTOGRAM',
  );
  expect(found(during, 'vivavoce_requests_open', { to: 'recogniser' })).toBe(0);
  expect(found(during, 'vivavoce_webhooks_waiting')).toBe(0);
  expect(found(during, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
  expect(found(during, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);

  client.send({ type: 'user_input', text: 'Samarkand is another.' });
  await client.next('assistant_end', 2);
  client.send({ type: 'nonsense' });
  await client.next('error');
  await client.close();
  await expect
    .poll(async () => found(await scrape(server), 'vivavoce_chats_open'), { timeout: 10_000 })
    .toBe(0);

  const after = await scrape(server);
  expect(found(after, 'vivavoce_chats_ended_total', { reason: 'user_ended' })).toBe(1);
  expect(found(after, 'vivavoce_turns_total', { origin: 'text', outcome: 'answered' })).toBe(1);
  expect(found(after, 'vivavoce_errors_total')).toBe(1);

  const turns = entries.filter(({ turnId }) => turnId !== undefined);
  expect(turns).toHaveLength(2);
  expect(new Set(turns.map(({ turnId }) => turnId)).size).toBe(2);
  expect(new Set(turns.map(({ chatId }) => chatId))).toEqual(new Set([chat]));
  expect(entries.map(({ message }) => message)).toEqual(
    expect.arrayContaining(['A Chat has begun', expect.stringMatching(/^A Chat has ended after/)]),
  );

  const log = JSON.stringify(entries);
  for (const said of ['Zanzibar', 'Timbuktu', 'Samarkand', 'the-key', 'the-secret', metricsToken]) {
    for (const text of [during, after, log]) expect(text).not.toContain(said);
  }
  for (const id of [chat, group]) expect(`${during}${after}`).not.toContain(id);
});

it('an engine that fails is down, and one that works again is up', async () => {
  let broken = true;
  const tone = toneSynthesiser(0.1);
  const server = await started({
    synthesiser: {
      ...tone,
      speak: (...asked) =>
        broken ? Promise.reject(new Error('It is broken.')) : tone.speak(...asked),
    },
    log: () => undefined,
  });
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'Hello' });
  await client.next('assistant_end');
  const down = await scrape(server);
  expect(found(down, 'vivavoce_up', { to: 'synthesiser' })).toBe(0);
  expect(found(down, 'vivavoce_request_failures_total', { to: 'synthesiser' })).toBeGreaterThan(0);
  broken = false;
  client.send({ type: 'user_input', text: 'Hello again' });
  await client.next('assistant_end', 2);
  expect(found(await scrape(server), 'vivavoce_up', { to: 'synthesiser' })).toBe(1);
});

it('nobody without the token reads the metrics, and without one there are none', async () => {
  const server = await started();
  for (const authorization of ['', 'Bearer wrong', `Basic ${metricsToken}`, metricsToken]) {
    const answer = await fetch(`${server.url}/metrics`, { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('vivavoce_');
  }
  const without = await quickServer();
  onTestFinished(() => without.close());
  const headers = { authorization: `Bearer ${metricsToken}` };
  expect((await fetch(`${without.url}/metrics`, { headers })).status).toBe(404);
});

it.each(['short', '', 'with a space in the middle of it'])(
  'a token that anybody could guess or nobody could send is refused: %o',
  async (token) => {
    await expect(quickServer({ metricsToken: token })).rejects.toMatchObject({
      reason: 'invalid-option',
    });
  },
);
