import { expect, test } from 'vitest';
import { createPartner } from '../../packages/server/src/replies/partner/partner.ts';
import type { TestClient } from '../../packages/server/test/support/client.ts';
import { said, serve, type } from './support/house.ts';

const weather = {
  name: 'get_weather',
  description: 'Tells the weather at a place.',
  type: 'function',
  parameters: JSON.stringify({
    type: 'object',
    properties: { location: { type: 'string' } },
    required: ['location'],
  }),
};

/** The partner calls tools by itself. */
const withPartner = () => serve({ responder: createPartner() });

async function askForWeather(client: TestClient) {
  client.send({ type: 'session_settings', tools: [weather] });
  client.send({ type: 'user_input', text: 'What is the weather in Paris?' });
  return client.next('tool_call');
}

test('tool-call: it has an id, a name, parameters as JSON text, response_required and its type', async () => {
  await using house = await withPartner();
  const call = await askForWeather(await house.enter());
  expect(call).toMatchObject({
    name: 'get_weather',
    response_required: true,
    tool_type: 'function',
  });
  expect(call.tool_call_id.length).toBeGreaterThan(5);
  expect(JSON.parse(call.parameters)).toEqual({ location: 'Paris' });
});

test('tool-response: the assistant goes on with its content, and it is echoed', async () => {
  await using house = await withPartner();
  const client = await house.enter();
  const { tool_call_id } = await askForWeather(client);
  const response = { type: 'tool_response', tool_call_id, content: 'Eighteen degrees.' };
  client.send(response);
  await client.next('assistant_end');
  expect(client.all('tool_response')).toMatchObject([response]);
  expect(said(client).join(' ')).toContain('Eighteen degrees');
});

test('tool-error: its content is the fallback, and its error is not shown to the assistant', async () => {
  await using house = await withPartner();
  const client = await house.enter();
  const { tool_call_id } = await askForWeather(client);
  const error = { error: 'secret stack trace', content: 'No weather today.' };
  client.send({ type: 'tool_error', tool_call_id, ...error });
  await client.next('assistant_end');
  expect(client.all('tool_error')).toMatchObject([error]);
  expect(said(client).join(' ')).toContain('No weather today');
  expect(said(client).join(' ')).not.toContain('stack trace');
});

test('tool-builtin: the server answers its own tools', async () => {
  await using house = await serve({
    responder: createPartner(),
    webSearch: { name: 'shelf', search: () => Promise.resolve('Cats purr at 25 hertz.') },
  });
  const client = await house.enter();
  client.send({ type: 'session_settings', builtin_tools: [{ name: 'web_search' }] });
  await type(client, 'Search the web for purring cats.');
  expect(await client.next('tool_call')).toMatchObject({
    name: 'web_search',
    tool_type: 'builtin',
  });
  expect(said(client).join(' ')).toContain('25 hertz');
});

test('hang-up: the socket closes after a farewell', async () => {
  await using house = await withPartner();
  const client = await house.enter();
  client.send({ type: 'session_settings', builtin_tools: [{ name: 'hang_up' }] });
  client.send({ type: 'user_input', text: 'Goodbye, please hang up.' });
  expect(await client.closed).toEqual({ code: 1000, reason: 'hang_up' });
  expect(client.types.lastIndexOf('assistant_message')).toBeGreaterThan(0);
  expect(client.types.lastIndexOf('assistant_end')).toBeGreaterThan(
    client.types.lastIndexOf('assistant_message'),
  );
});
