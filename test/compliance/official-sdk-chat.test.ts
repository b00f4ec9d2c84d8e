import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { official013, official016 } from '../../packages/evi/test/support/official.ts';
import type { OfficialSdk, OfficialSocket } from '../../packages/evi/test/support/official.ts';
import { makeSpeech } from '../journeys/support/speech.ts';
import { startServer } from '../journeys/support/stage.ts';

// Rule: the official SDK, in an old and a new version, holds a whole Chat with the built server and finds nothing wrong in it.

let server: Awaited<ReturnType<typeof startServer>>;
let question: Int16Array;

beforeAll(async () => {
  [question] = await makeSpeech(['What is seven plus five?']);
  server = await startServer(['--recogniser', 'soundswallower']);
});
afterAll(() => server.stop());

type Message = Record<string, unknown>;

/** A Chat held by the SDK: what came, and waiting for more. */
class OfficialChat {
  readonly came: Message[] = [];
  readonly socket: OfficialSocket;

  constructor(sdk: OfficialSdk, options: object = {}) {
    this.socket = sdk.connect(server.url, 'any-key', options);
    this.socket.on('message', (message) => this.came.push(message));
  }

  all(type: string): Message[] {
    return this.came.filter((message) => message['type'] === type);
  }

  async next(type: string, count = 1): Promise<Message> {
    const seen = () => this.came.map((message) => String(message['type'])).join(' ');
    await vi.waitFor(() => expect(this.all(type).length, seen()).toBeGreaterThanOrEqual(count), {
      timeout: 45_000,
      interval: 20,
    });
    return this.all(type)[count - 1] ?? {};
  }

  /** The next message of a type, beside those that have come. */
  async another(type: string, act: () => void | Promise<void>): Promise<Message> {
    const before = this.all(type).length;
    await act();
    return this.next(type, before + 1);
  }

  call(method: string, argument?: unknown): void {
    (this.socket[method] as (argument?: unknown) => void).call(this.socket, argument);
  }

  /** At the speed of a microphone, and a second of silence after it. */
  async speak(samples: Int16Array): Promise<void> {
    const all = new Int16Array(samples.length + 16_000);
    all.set(samples);
    for (let at = 0; at < all.length; at += 1600) {
      const data = Buffer.from(all.slice(at, at + 1600).buffer).toString('base64');
      this.call('sendAudioInput', { data });
      await new Promise((settle) => setTimeout(settle, 100));
    }
  }
}

const textOf = (message: Message | undefined) =>
  (message?.['message'] as { content?: string } | undefined)?.content;
const tools = [
  {
    type: 'function',
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: '{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}',
    fallbackContent: 'unknown weather',
  },
];
const audio = { encoding: 'linear16', channels: 1, sampleRate: 16_000 };

test.each([official013, official016])(
  'hume $version holds a whole Chat: typed, spoken, with tools, pause, resume, interruption and a Chat Group resumed',
  { timeout: 120_000 },
  async (sdk) => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const chat = new OfficialChat(sdk);
    const errors: unknown[] = [];
    chat.socket.on('error', (error) => errors.push(error));
    const metadata = await chat.next('chat_metadata');
    chat.call('sendSessionSettings', { audio, tools, customSessionId: 'mine' });

    await chat.another('assistant_end', () => chat.call('sendUserInput', 'my name is Ada'));
    await chat.another('assistant_end', () => chat.call('sendUserInput', 'what is two plus two'));
    expect(textOf(chat.all('assistant_message').at(-1))).toBe('2 plus 2 is 4.');
    expect(chat.all('user_message').at(-1)).toMatchObject({
      fromText: true,
      interim: false,
      customSessionId: 'mine',
    });
    const wav = Buffer.from(String(chat.all('audio_output').at(-1)?.['data']), 'base64');
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');

    // What was typed is still being spoken: speaking interrupts it.
    await chat.another('audio_output', () => chat.call('sendUserInput', 'tell me a story'));
    const ends = chat.all('assistant_end').length;
    const heard = await chat.another('user_message', () => chat.speak(question));
    await chat.next('assistant_end', ends + 2);
    expect(chat.all('user_interruption').length).toBeGreaterThan(0);
    expect(typeof chat.all('user_interruption')[0]?.['time']).toBe('number');
    expect(textOf(heard)).toBe('what is seven plus five');
    expect(heard).toMatchObject({ fromText: false, interim: false });
    const { prosody } = heard['models'] as { prosody: { scores: Record<string, number> } };
    expect(Object.keys(prosody.scores)).toHaveLength(48);
    expect(textOf(chat.all('assistant_message').at(-1))).toBe('7 plus 5 is 12.');
    expect(chat.all('assistant_prosody').at(-1)?.['id']).toBe(
      chat.all('assistant_message').at(-1)?.['id'],
    );

    const ask = () => chat.call('sendUserInput', 'what is the weather in Paris');
    const asked = await chat.another('tool_call', ask);
    expect(asked).toMatchObject({
      name: 'get_weather',
      toolType: 'function',
      responseRequired: true,
    });
    expect(JSON.parse(String(asked['parameters']))).toEqual({ city: 'Paris' });
    await chat.another('assistant_end', () =>
      chat.call('sendToolResponseMessage', { toolCallId: asked['toolCallId'], content: 'sunny' }),
    );
    expect(textOf(chat.all('assistant_message').at(-1))).toContain('sunny');
    const again = await chat.another('tool_call', ask);
    await chat.another('assistant_end', () =>
      chat.call('sendToolErrorMessage', { toolCallId: again['toolCallId'], error: 'broken' }),
    );
    expect(textOf(chat.all('assistant_message').at(-1))).toContain('unknown weather');
    expect(chat.all('tool_response')).toHaveLength(1);
    expect(chat.all('tool_error')).toHaveLength(1);

    chat.call('pauseAssistant', {});
    const messages = chat.all('assistant_message').length;
    await chat.another('user_message', () => chat.call('sendUserInput', 'tell me a joke'));
    await chat.another('user_message', () =>
      chat.call('sendUserInput', 'what is three plus three'),
    );
    expect(chat.all('assistant_message')).toHaveLength(messages);
    await chat.another('assistant_end', () => chat.call('resumeAssistant', {}));
    expect(chat.all('assistant_message').slice(messages).map(textOf)).toEqual(['3 plus 3 is 6.']);

    await chat.another('assistant_end', () =>
      chat.call('sendAssistantInput', { text: 'I say what I am told.' }),
    );
    expect(chat.all('assistant_message').at(-1)).toMatchObject({ fromText: true });
    expect(chat.all('error')).toEqual([]);
    chat.socket.close();

    const group = String(metadata['chatGroupId']);
    const later = new OfficialChat(sdk, { resumedChatGroupId: group });
    expect((await later.next('chat_metadata'))['chatGroupId']).toBe(group);
    await later.another('assistant_end', () => later.call('sendUserInput', 'what is my name'));
    expect(textOf(later.all('assistant_message').at(-1))).toBe('Your name is Ada.');
    later.socket.close();
    expect(errors).toEqual([]);
    // Where an answer does not have the shape that it expects, it says so on the console.
    expect(warned.mock.calls).toEqual([]);
    warned.mockRestore();
  },
);
