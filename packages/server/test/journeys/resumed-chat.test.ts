import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { RunningServer } from '../../src/index.ts';
import { ChatStore } from '../../src/store/chats/chat-store.ts';
import { TestClient } from '../support/client.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await createServer({ port: 0, recogniser: 'none' }).listen();
});
afterAll(() => server.close());

/** A conversation whose line has broken behind the first message of that type. */
async function broken(
  text: string,
  behind: 'user_message' | 'assistant_message',
): Promise<TestClient> {
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text });
  await client.next(behind);
  client.socket.terminate();
  await client.closed;
  return client;
}

async function resume(client: TestClient): Promise<TestClient> {
  const { chat_group_id } = await client.next('chat_metadata');
  return TestClient.open(server, `?resumed_chat_group_id=${chat_group_id}`);
}

it('a client that comes back to its running conversation is asked for nothing that was said before, and answered from memory', async () => {
  const first = await broken('Call me Ada.', 'assistant_message');
  const history = vi.spyOn(ChatStore.prototype, 'history');
  try {
    const second = await resume(first);
    await second.next('assistant_end');
    second.send({ type: 'user_input', text: 'What is my name?' });
    await second.next('user_message');
    expect((await second.next('assistant_message')).message.content).toContain('Ada');
    // What is written is one Chat; no events are read for it.
    expect(history).not.toHaveBeenCalled();
    await second.close();
    // Once the conversation is over, whoever comes back has to be told.
    const third = await resume(second);
    expect(history).toHaveBeenCalledTimes(1);
    await third.close();
  } finally {
    history.mockRestore();
  }
});

const words = (...clients: TestClient[]): (string | null | undefined)[] => [
  ...new Map(
    clients
      .flatMap((client) => client.all('assistant_message'))
      .map(({ id, message }) => [id, message.content]),
  ).values(),
];

it('a client whose line broke hears the rest of the answer over the next', async () => {
  const first = await broken('Tell me a joke.', 'assistant_message');
  const second = await resume(first);
  await second.next('assistant_end');
  expect(words(first, second)).toEqual([
    'Why did the developer go broke?',
    'Because she used up all her cache.',
  ]);
  const pieces = [...first.all('audio_output'), ...second.all('audio_output')];
  for (const { id } of [...first.all('assistant_message'), ...second.all('assistant_message')]) {
    const indices = new Set(pieces.filter((piece) => piece.id === id).map(({ index }) => index));
    expect([...indices].sort((a, b) => a - b)).toEqual(Array.from(indices, (_, i) => i));
  }
  await second.close();
});

it('a text that is sent again because its echo was lost is answered once', async () => {
  const first = await broken('What is two plus three?', 'user_message');
  const second = await resume(first);
  second.send({ type: 'user_input', text: 'What is two plus three?' });
  await second.next('assistant_end');
  second.send({ type: 'user_input', text: 'What is two plus four?' });
  await second.next('assistant_end', 2);
  expect(words(first, second)).toEqual(['2 plus 3 is 5.', '2 plus 4 is 6.']);
  await second.close();
});

it('a tool call is answered over the next line', async () => {
  const first = await TestClient.open(server);
  const parameters = JSON.stringify({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  });
  const tool = {
    type: 'function',
    name: 'get_weather',
    description: 'The weather in a city',
    parameters,
  };
  first.send({ type: 'session_settings', tools: [tool] });
  first.send({ type: 'user_input', text: 'What is the weather in Rome?' });
  const { tool_call_id } = await first.next('tool_call');
  first.socket.terminate();
  await first.closed;
  const second = await resume(first);
  second.send({ type: 'tool_response', tool_call_id, content: 'Sunny, 21 degrees.' });
  expect((await second.next('assistant_message')).message.content).toBe('Sunny, 21 degrees.');
  await second.close();
});

it('a client that says goodbye is not waited for', async () => {
  const first = await TestClient.open(server);
  first.send({ type: 'user_input', text: 'Tell me a joke.' });
  await first.next('assistant_message');
  await first.close();
  const second = await resume(first);
  second.send({ type: 'user_input', text: 'What is two plus three?' });
  await second.next('assistant_end');
  expect(words(second)).toEqual(['2 plus 3 is 5.']);
  await second.close();
});

it('two pages that go on with one conversation have a Chat each, and neither ends or hears that of the other', async () => {
  const first = await TestClient.open(server);
  first.send({ type: 'user_input', text: 'What is two plus three?' });
  await first.next('assistant_end');
  const second = await resume(first);
  const drop = async (client: TestClient) => {
    client.socket.terminate();
    await client.closed;
    return resume(client);
  };
  // Now one breaks, now the other.
  first.send({ type: 'user_input', text: 'What is two plus four?' });
  await first.next('user_message', 2);
  const firstAgain = await drop(first);
  const secondAgain = await drop(second);
  await firstAgain.next('assistant_end');
  expect(words(first, firstAgain)).toEqual(['2 plus 3 is 5.', '2 plus 4 is 6.']);
  expect(words(second, secondAgain)).toEqual([]);
  for (const client of [firstAgain, secondAgain]) {
    const ends = client.all('assistant_end').length;
    client.send({ type: 'user_input', text: 'What is two plus five?' });
    await client.next('assistant_end', ends + 1);
    expect(client.all('assistant_message').at(-1)?.message.content).toBe('2 plus 5 is 7.');
    await client.close();
  }
});

it('of two pages whose lines break at once, neither hears what the other was about to', async () => {
  const first = await TestClient.open(server);
  const second = await resume(first);
  first.socket.terminate();
  await first.closed;
  // Nothing that it hears is confirmed: all of it would go again.
  second.socket.pong = () => undefined;
  second.send({ type: 'user_input', text: 'What is two plus four?' });
  await second.next('assistant_message');
  second.socket.terminate();
  await second.closed;
  const firstAgain = await resume(first);
  firstAgain.send({ type: 'user_input', text: 'What is two plus five?' });
  await firstAgain.next('assistant_end');
  expect(words(firstAgain)).toEqual(['2 plus 5 is 7.']);
  expect(firstAgain.all('user_message')).toHaveLength(1);
  await firstAgain.close();
});

it('whoever comes back while the conversation ends has one that goes on', async () => {
  const clock = new VirtualClock();
  const config = { timeouts: { max_duration: { enabled: true, duration_secs: 60 } } };
  const brief = await createServer({ port: 0, recogniser: 'none', clock, config }).listen();
  onTestFinished(() => brief.close());
  const first = await TestClient.open(brief);
  const { chat_group_id: group } = await first.next('chat_metadata');
  first.socket.terminate();
  await first.closed;
  // Its time is up just while the end of its first Chat is written.
  const { end } = ChatStore.prototype;
  let ends = 0;
  const ending = vi.spyOn(ChatStore.prototype, 'end').mockImplementation(function (
    this: ChatStore,
    ...given
  ) {
    ends += 1;
    if (ends === 1) clock.advance(60_000);
    return end.apply(this, given);
  });
  onTestFinished(() => {
    ending.mockRestore();
  });
  const second = await TestClient.open(brief, `?resumed_chat_group_id=${group}`);
  expect((await second.next('chat_metadata')).chat_group_id).toBe(group);
  second.send({ type: 'user_input', text: 'Are you there?' });
  await second.next('assistant_message');
  await second.close();
});
