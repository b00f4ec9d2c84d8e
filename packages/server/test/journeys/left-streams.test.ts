import { afterEach, expect, it, vi } from 'vitest';
import { History } from '../../src/dialogue/history.ts';
import { createChatCompletionsResponder, createCustomLanguageModel } from '../../src/index.ts';
import type { Responder, ServerOptions } from '../../src/index.ts';
import { NamedLanguageModels } from '../../src/replies/language-model/named-language-model.ts';
import { TestClient } from '../support/client.ts';
import { chunk, completionsEndpoint, streaming } from '../support/completions-endpoint.ts';
import { quickServer } from '../support/quick-server.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

type Leave = (client: TestClient) => unknown;

/** Why nobody reads on: in mid-answer, behind the first sentence. */
const reasons: Record<string, Leave> = {
  'the reply fails': () => undefined,
  'the user interrupts it': (client) => {
    client.send({ type: 'user_input', text: 'Stop.' });
  },
  'the client wants a pause': (client) => {
    client.send({ type: 'pause_assistant_message' });
  },
  'the Chat ends': (client) => client.close(),
};

const models: Record<string, (url: string) => Responder> = {
  'a language model': (url) => createChatCompletionsResponder({ url, model: 'm' }),
  "the developer's own": (url) => createCustomLanguageModel({ url }),
  "a Config's": (url) => new NamedLanguageModels([new URL(url).origin]).responder(url),
};

async function answering(options: ServerOptions, reason: string, use: () => Promise<unknown>) {
  const server = await quickServer({ ...options, log: () => undefined });
  const client = await TestClient.open(server);
  if (reason === 'the reply fails') {
    // What the assistant has said can't be remembered.
    vi.spyOn(History.prototype, 'push').mockImplementation(({ role }) => {
      if (role === 'assistant') throw new Error('injected');
    });
  }
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_message');
  expect(Object.keys(reasons)).toContain(reason);
  await reasons[reason]?.(client);
  await use();
  await server.close();
}

it.each(
  Object.keys(reasons).flatMap((reason) => Object.keys(models).map((model) => [reason, model])),
)('when %s, the stream of %s is let go of', async (reason, model) => {
  const open = streaming(chunk({ content: 'One sentence. And the beginning of' }), false);
  const endpoint = await completionsEndpoint(open, open);
  const responder = models[model]?.(`${endpoint.url}/chat/completions`);
  await answering({ ...(responder && { responder }) }, reason, () => endpoint.brokenOff);
  await endpoint.close();
});

it.each(Object.keys(reasons))(
  'when %s, a responder that only heeds its signal is told by it',
  async (reason) => {
    let aborted: Promise<unknown> = Promise.resolve();
    const responder: Responder = {
      name: 'stubborn',
      reply(_, signal) {
        aborted = new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        let asked = 0;
        const next = () =>
          asked++ === 0
            ? Promise.resolve({ value: 'One sentence. And', done: false as const })
            : new Promise<never>(() => undefined);
        // No generator: nothing can be returned to it.
        return { [Symbol.asyncIterator]: () => ({ next }) };
      },
    };
    await answering({ responder }, reason, () => aborted);
  },
);
