import { createEviClient } from '@vivavoce/evi';
import { expect, it } from 'vitest';
import type { ReplyRequest } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { toneSynthesiser } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';

it('a Chat keeps its events in their eleven types, each with its role, in the order they happened', async () => {
  const server = await quickServer({
    config: { prompt: { text: 'Be brief.' } },
    synthesiser: toneSynthesiser(2),
    responder: {
      name: 'calling',
      async *reply({ history, tools }: ReplyRequest) {
        const said = history.at(-1)?.text;
        if (said === 'call') yield (await tools?.call('get_weather', '{}'))?.content ?? '';
        else yield 'A long answer. ';
      },
    },
  });
  const client = await TestClient.open(server);
  client.declareAudio();
  client.socket.send(Buffer.alloc(640));
  const tool = { type: 'function', name: 'get_weather', parameters: '{}' };
  client.send({ type: 'session_settings', tools: [tool] });
  client.send({ type: 'user_input', text: 'talk' });
  await client.next('audio_output');
  client.send({ type: 'user_input', text: 'call' });
  const { tool_call_id } = await client.next('tool_call');
  client.send({ type: 'tool_response', tool_call_id, content: 'Sunny.' });
  await client.next('assistant_end', 2);
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'resume_assistant_message' });
  await client.close();
  const { chat_id: chat } = await client.next('chat_metadata');
  const { chats } = createEviClient({ baseUrl: server.url });
  await expect.poll(async () => (await chats.listEvents(chat)).status).toBe('USER_ENDED');
  const { events_page: events } = await chats.listEvents(chat, {
    ascendingOrder: true,
    pageSize: 100,
  });
  expect(events.map(({ type, role, message_text: text }) => [type, role, text])).toEqual([
    ['SYSTEM_PROMPT', 'SYSTEM', 'Be brief.'],
    ['CHAT_START_MESSAGE', 'SYSTEM', null],
    ['USER_RECORDING_START_MESSAGE', 'USER', null],
    ['USER_MESSAGE', 'USER', 'talk'],
    ['AGENT_MESSAGE', 'AGENT', 'A long answer.'],
    ['USER_MESSAGE', 'USER', 'call'],
    ['USER_INTERRUPTION', 'USER', null],
    ['FUNCTION_CALL', 'AGENT', '{}'],
    ['FUNCTION_CALL_RESPONSE', 'TOOL', 'Sunny.'],
    ['AGENT_MESSAGE', 'AGENT', 'Sunny.'],
    ['PAUSE_ONSET', 'SYSTEM', null],
    ['RESUME_ONSET', 'SYSTEM', null],
    ['CHAT_END_MESSAGE', 'SYSTEM', null],
  ]);
  await server.close();
});
