import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

/** As a secret that stands in the wrong place. */
const marker = 'sk-MARKER-0123456789';
const id = '11111111-1111-4111-8111-111111111111';

let server: RunningServer;
const logged: string[] = [];
beforeAll(async () => {
  server = await quickServer({
    keys: [{ apiKey: 'key', secretKey: 'secret' }],
    webhookKey: 'hooks',
    log: ({ message, error }) => logged.push(`${message} ${String(error)}`),
  });
});
afterAll(() => server.close());

/** Whole bodies that are fine. */
const bodies = {
  tools: {
    name: 'a',
    version_description: 'a',
    description: 'a',
    parameters: '{}',
    fallback_content: 'a',
  },
  prompts: { name: 'a', version_description: 'a', text: 'a' },
  configs: {
    name: 'a',
    version_description: 'a',
    evi_version: '3',
    prompt: { id, version: 0, text: 'a' },
    voice: { id: 'a', name: 'a', provider: 'HUME_AI' },
    language_model: { model_provider: 'OPEN_AI', model_resource: 'gpt-4o', temperature: 1 },
    ellm_model: { allow_short_responses: true },
    tools: [{ id, version: 0 }],
    builtin_tools: [{ name: 'hang_up', fallback_content: 'a' }],
    event_messages: { on_new_chat: { enabled: true, text: 'a' } },
    nudges: { enabled: true, interval_secs: 10 },
    turn_detection: { end_of_turn_silence_ms: 800 },
    interruption: { min_interruption_ms: 800 },
    timeouts: { inactivity: { enabled: true, duration_secs: 60 } },
    webhooks: [{ url: 'https://example.com/', events: ['chat_started'] }],
  },
};

/** What a client may send over the socket. */
const messages = [
  { type: 'audio_input', data: 'AAAA', custom_session_id: 'a' },
  { type: 'user_input', text: 'a' },
  { type: 'assistant_input', text: 'a' },
  { type: 'pause_assistant_message' },
  { type: 'tool_response', tool_call_id: 'a', content: 'a', tool_name: 'a', tool_type: 'function' },
  { type: 'tool_error', tool_call_id: 'a', error: 'a', code: 'a', level: 'warn', content: 'a' },
  {
    type: 'session_settings',
    audio: { encoding: 'linear16', channels: 1, sample_rate: 16_000 },
    context: { text: 'a', type: 'temporary' },
    variables: { a: 'a' },
    metadata: { a: 'a' },
    tools: [{ type: 'function', name: 'a', parameters: '{}', description: 'a' }],
    builtin_tools: [{ name: 'hang_up' }],
    system_prompt: 'a',
    voice_id: 'a',
    language_model_api_key: 'a',
  },
];

const wrongs = [
  marker,
  [marker],
  { [marker]: marker },
  `${marker}${'x'.repeat(40_000)}`,
  marker + '\u0000',
];

/** The same with something wrong in each place, one at a time, and with a name that nobody knows. */
function spoiled(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return wrongs;
  const places = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const inside = places.flatMap((place) =>
    spoiled((value as Record<string | number, unknown>)[place]).map((wrong) =>
      Array.isArray(value)
        ? value.map((item: unknown, i) => (i === place ? wrong : item))
        : { ...value, [place]: wrong },
    ),
  );
  const more = Array.isArray(value)
    ? [...(value as unknown[]), marker]
    : { ...value, [marker]: marker };
  return [...wrongs, ...inside, more];
}

/** Asks; gives the answer to what is refused, with its headers. */
function refusal(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const known = { 'x-hume-api-key': 'key', ...headers };
    request(`${server.url}${path}`, { method, headers: known }, (response) => {
      text(response).then((answer) => {
        const { statusCode = 0 } = response;
        resolve(statusCode < 400 ? '' : `${JSON.stringify(response.headers)} ${answer}`);
      }, reject);
    })
      .once('error', reject)
      .end(body);
  });
}

it('no refused body, path, query or header is quoted', { timeout: 60_000 }, async () => {
  const asked: Parameters<typeof refusal>[] = [];
  for (const [kind, body] of Object.entries(bodies)) {
    const path = `/v0/evi/${kind}`;
    for (const wrong of spoiled(body)) asked.push(['POST', path, {}, JSON.stringify(wrong)]);
    asked.push(['POST', path, {}, `{"name":"${marker}"`], ['POST', path, {}, marker]);
    asked.push(['PATCH', `${path}/${id}`, {}, JSON.stringify({ name: [marker] })]);
    asked.push(['GET', `${path}/${marker}`], ['GET', `${path}/${id}/version/${marker}`]);
  }
  for (const name of ['page_number', 'page_size', 'restrict_to_most_recent', 'ascending_order']) {
    for (const path of ['tools', 'chats', 'chat_groups', `chat_groups/${marker}/audio`]) {
      asked.push(['GET', `/v0/evi/${path}?${name}=${marker}`]);
    }
  }
  asked.push(
    ['GET', '/v0/evi/chats', { 'x-hume-api-key': marker }],
    ['GET', '/v0/evi/chats', { 'x-hume-api-key': '', authorization: `Bearer ${marker}` }],
    ['GET', `/${marker}?${marker}`],
    [marker.toUpperCase().slice(3, 9), '/health'],
    ['GET', '/health', { host: `${marker} x` }],
    ['GET', `/audio/${marker}.wav?expires=${marker}&signature=${marker}`],
    [
      'POST',
      '/oauth2-cc/token',
      { authorization: `Basic ${btoa(`key:${marker}`)}` },
      `grant_type=${marker}`,
    ],
    [
      'POST',
      '/oauth2-cc/token',
      { authorization: `Basic ${marker}` },
      'grant_type=client_credentials',
    ],
  );
  let refused = 0;
  for (const each of asked) {
    const answer = await refusal(...each);
    if (answer !== '') refused++;
    expect(answer, JSON.stringify(each).slice(0, 300)).not.toContain(marker);
  }
  expect(refused).toBeGreaterThan(asked.length / 2);
  expect(logged.join()).not.toContain(marker);
});

it(
  'no refused message of the socket is quoted, nor anything in its address',
  { timeout: 60_000 },
  async () => {
    const client = await TestClient.open(server, '?api_key=key');
    const sent = messages.flatMap((message) => spoiled(message));
    for (const message of sent) client.send(message as object);
    client.socket.send(`{"type":"${marker}"`);
    client.socket.send(marker);
    client.send({ type: marker });
    client.send({ type: 'session_settings', variables: { [marker]: [] } });
    client.send({ type: 'user_input', text: 'over' });
    await client.until(
      () => client.all('user_message').some(({ message }) => message.content === 'over'),
      'the last echo',
    );
    const errors = client.all('error');
    expect(errors.length).toBeGreaterThan(sent.length / 4);
    for (const { code, slug, message } of errors)
      expect(JSON.stringify({ code, slug, message })).not.toContain(marker);
    await client.close();
    for (const query of [
      `access_token=${marker}`,
      `api_key=${marker}`,
      `api_key=key&config_id=${marker}`,
      `api_key=key&config_version=${marker}`,
      `api_key=key&resumed_chat_group_id=${marker}`,
      `api_key=key&event_limit=${marker}`,
      `api_key=key&verbose_transcription=${marker}`,
      `api_key=key&voice_id=${marker.repeat(300)}`,
      `api_key=key&session_settings[audio][encoding]=${marker}`,
      `api_key=key&session_settings[context][type]=${marker}`,
      `api_key=key&session_settings[${marker}][x]=${marker}&session_settings[audio]=${marker}`,
    ]) {
      const refused = new TestClient(server, `?${query}`);
      const missing = query.includes('config_id');
      expect(await refused.closed, query).toMatchObject({ code: missing ? 1000 : 1008 });
      expect(JSON.stringify(refused.received), query).not.toContain(marker);
    }
    expect(logged.join()).not.toContain(marker);
  },
);
