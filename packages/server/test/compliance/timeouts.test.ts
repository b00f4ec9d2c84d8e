// One test for each rule about what the assistant says of its own accord, and when a Chat ends by itself.
import { expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { ChatConfigInput, ReplyRequest, ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import {
  constantProsody,
  quickEars,
  scriptedRecogniser,
  toneSynthesiser,
} from '../support/engines.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** What a sentence takes at the client: its tone and what is added for the way there. */
const sentenceMs = 1150;

interface Scene {
  client: TestClient;
  clock: VirtualClock;
  asked: ReplyRequest[];
  /** What the assistant has said. */
  words: () => string[];
  /** Waits until so many turns of the assistant are over and have been heard. */
  heard: (turns: number) => Promise<void>;
}

async function scene(
  config: ChatConfigInput,
  play: (scene: Scene) => Promise<void>,
  options: ServerOptions & { query?: string } = {},
): Promise<void> {
  const clock = new VirtualClock();
  const asked: ReplyRequest[] = [];
  const server = await createServer({
    port: 0,
    ...quickEars,
    clock,
    config,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(1),
    prosody: constantProsody(),
    responder: {
      name: 'keeping',
      reply: (request) => {
        asked.push(request);
        return [`${request.occasion ?? 'answer'}.`];
      },
    },
    ...options,
  }).listen();
  const client = await TestClient.open(server, options.query);
  try {
    await play({
      client,
      clock,
      asked,
      words: () => client.all('assistant_message').map(({ message }) => message.content ?? ''),
      async heard(turns) {
        await client.next('assistant_end', turns);
        clock.advance(sentenceMs);
        await taken(client);
      },
    });
    await client.close();
    // The server has let go of every timer of the Chat.
    await server.close();
    expect(clock.pending).toBe(0);
  } finally {
    await server.close();
  }
}

/** Waits until the server has taken all that was sent. */
async function taken(client: TestClient): Promise<void> {
  const before = client.all('tool_error').length;
  client.send({ type: 'tool_error', tool_call_id: 'mark', error: 'x' });
  await client.next('tool_error', before + 1);
}

it('on_new_chat: the assistant speaks first, with the text given', async () => {
  const config = { event_messages: { on_new_chat: { enabled: true, text: 'Welcome, {{name}}.' } } };
  await scene(
    config,
    async ({ client, heard, words, asked }) => {
      await heard(1);
      expect(words()).toEqual(['Welcome, Ada.']);
      expect(client.all('assistant_message')[0]?.from_text).toBe(false);
      expect(client.all('audio_output').length).toBeGreaterThan(0);
      expect(asked).toEqual([]);
    },
    { query: '?session_settings[variables][name]=Ada' },
  );
});

it('on_new_chat without text: the assistant makes the greeting', async () => {
  await scene({ event_messages: { on_new_chat: { enabled: true } } }, async ({ heard, words }) => {
    await heard(1);
    expect(words()).toEqual(['new-chat.']);
  });
});

it('on_new_chat greets a new Chat only: a resumed one goes on where it was', async () => {
  const config = { event_messages: { on_new_chat: { enabled: true, text: 'Welcome.' } } };
  const server = await createServer({
    port: 0,
    ...quickEars,
    config,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
  }).listen();
  const first = await TestClient.open(server);
  await first.next('assistant_end');
  await first.close();
  const group = first.all('chat_metadata')[0]?.chat_group_id ?? '';
  const second = await TestClient.open(server, `?resumed_chat_group_id=${group}`);
  await taken(second);
  second.send({ type: 'user_input', text: 'what is two plus two' });
  await second.next('assistant_end');
  expect(second.all('assistant_message').map(({ message }) => message.content)).toEqual([
    '2 plus 2 is 4.',
  ]);
  await second.close();
  await server.close();
});

it('by default nobody is greeted or nudged', async () => {
  await scene({}, async ({ client, clock, words }) => {
    clock.advance(119_000);
    await taken(client);
    expect(words()).toEqual([]);
  });
});

it('typing over the greeting interrupts it like any reply', async () => {
  const config = { event_messages: { on_new_chat: { enabled: true, text: 'Welcome.' } } };
  await scene(config, async ({ client, words }) => {
    await client.next('assistant_end');
    client.send({ type: 'user_input', text: 'hello' });
    await client.next('assistant_end', 2);
    expect(client.all('user_interruption')).toHaveLength(1);
    expect(words()).toEqual(['Welcome.', 'answer.']);
  });
});

it('nudges: after so much silence the assistant speaks up, and again after as much', async () => {
  await scene({ nudges: { enabled: true, interval_secs: 5 } }, async (s) => {
    s.clock.advance(4999);
    await taken(s.client);
    expect(s.words()).toEqual([]);
    s.clock.advance(1);
    await s.heard(1);
    s.clock.advance(5000);
    await s.heard(2);
    expect(s.words()).toEqual(['nudge.', 'nudge.']);
  });
});

it('nudges: silence counts from the end of the answer, and not at all while paused', async () => {
  await scene({ nudges: { enabled: true, interval_secs: 5 } }, async (s) => {
    s.clock.advance(4000);
    s.client.send({ type: 'user_input', text: 'hello' });
    await s.heard(1);
    s.clock.advance(4900);
    await taken(s.client);
    expect(s.words()).toEqual(['answer.']);
    s.client.send({ type: 'pause_assistant_message' });
    await taken(s.client);
    s.clock.advance(60_000);
    await taken(s.client);
    expect(s.words()).toEqual(['answer.']);
    s.client.send({ type: 'resume_assistant_message' });
    await taken(s.client);
    s.clock.advance(5000);
    await s.heard(2);
    expect(s.words()).toEqual(['answer.', 'nudge.']);
  });
});

it('inactivity without a message: the Chat ends at once, after 120 s by default', async () => {
  await scene({}, async ({ client, clock, words }) => {
    clock.advance(119_999);
    await taken(client);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    clock.advance(1);
    expect(await client.closed).toEqual({ code: 1000, reason: 'inactivity_timeout' });
    expect(client.all('error')).toMatchObject([{ code: 'E0714', slug: 'inactivity_timeout' }]);
    expect(words()).toEqual([]);
  });
});

const inactivity = { enabled: true, duration_secs: 30 };
const inactivityMessage = {
  timeouts: { inactivity },
  event_messages: { on_inactivity_timeout: { enabled: true, text: 'Still there?' } },
};

it('inactivity with a message: the assistant says it and waits 15 s more', async () => {
  await scene(inactivityMessage, async ({ client, clock, words, heard }) => {
    clock.advance(30_000);
    await heard(1);
    expect(words()).toEqual(['Still there?']);
    clock.advance(14_800);
    await taken(client);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    clock.advance(200);
    expect(await client.closed).toEqual({ code: 1000, reason: 'inactivity_timeout' });
  });
});

it('inactivity: who answers within the 15 s stays, and the count begins anew', async () => {
  await scene(inactivityMessage, async ({ client, clock, words, heard }) => {
    clock.advance(30_000);
    await heard(1);
    clock.advance(10_000);
    client.send({ type: 'user_input', text: 'yes' });
    await heard(2);
    clock.advance(29_000);
    await taken(client);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    clock.advance(1000);
    await heard(3);
    expect(words()).toEqual(['Still there?', 'answer.', 'Still there?']);
  });
});

it('inactivity: nudges are no sign of the user', async () => {
  const config = { timeouts: { inactivity }, nudges: { enabled: true, interval_secs: 20 } };
  await scene(config, async ({ client, clock, heard }) => {
    clock.advance(20_000);
    await heard(1);
    clock.advance(10_000);
    expect((await client.closed).reason).toBe('inactivity_timeout');
  });
});

it('inactivity: a paused Chat ends too, without words', async () => {
  await scene(inactivityMessage, async ({ client, clock, words }) => {
    client.send({ type: 'pause_assistant_message' });
    await taken(client);
    clock.advance(30_000);
    clock.advance(15_000);
    expect((await client.closed).reason).toBe('inactivity_timeout');
    expect(words()).toEqual([]);
  });
});

it('inactivity switched off still ends the Chat after 1,800 s', async () => {
  const config = { timeouts: { inactivity: { enabled: false } } };
  await scene(config, async ({ client, clock }) => {
    clock.advance(1_799_999);
    await taken(client);
    clock.advance(1);
    expect((await client.closed).code).toBe(1000);
  });
});

const busy = { timeouts: { max_duration: { enabled: true, duration_secs: 60 } } };

it('maximum duration without a message: the Chat ends at once, whatever goes on', async () => {
  await scene(busy, async ({ client, clock, heard }) => {
    clock.advance(59_900 - sentenceMs);
    client.send({ type: 'user_input', text: 'hello' });
    await heard(1);
    clock.advance(100);
    expect(await client.closed).toEqual({ code: 1000, reason: 'max_duration_timeout' });
  });
});

it('maximum duration with a message: the assistant says it and nothing else, then the Chat ends', async () => {
  const config = {
    ...busy,
    event_messages: { on_max_duration_timeout: { enabled: true, text: 'Time is up.' } },
  };
  await scene(config, async ({ client, clock, words }) => {
    clock.advance(59_500);
    client.send({ type: 'user_input', text: 'hello' });
    client.send({ type: 'assistant_input', text: 'And this.' });
    await client.next('assistant_end');
    clock.advance(500);
    await client.next('assistant_end', 2);
    expect(client.all('user_interruption')).toHaveLength(1);
    client.send({ type: 'user_input', text: 'wait' });
    await client.nextWords(2);
    clock.advance(sentenceMs);
    expect(await client.closed).toEqual({ code: 1000, reason: 'max_duration_timeout' });
    expect(client.all('error')).toMatchObject([{ code: 'E0715', slug: 'max_duration_timeout' }]);
    expect(words().at(-1)).toBe('Time is up.');
  });
});
