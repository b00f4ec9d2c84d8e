import { expect, it } from 'vitest';
import { Audience } from './audience.ts';

const nothing = () => undefined;

function audienceOf(allowed = true) {
  const audience = new Audience();
  audience.allow(allowed);
  const tell = (message: { type: string } & Record<string, unknown>) => {
    audience.tell(JSON.stringify(message));
  };
  /** What somebody is told who comes now. */
  const past = () => {
    const told: { type: string; n?: number; extensions?: unknown }[] = [];
    const listener = {
      send: (text: string) => told.push(JSON.parse(text) as { type: string }),
      end: nothing,
    };
    audience.join(listener);
    audience.leave(listener);
    return told;
  };
  return { audience, tell, past };
}

it('who comes later is told what was said, without sound, provisional words and errors', () => {
  const { tell, past } = audienceOf();
  tell({ type: 'chat_metadata', n: 0 });
  tell({ type: 'user_message', interim: true, n: 1 });
  tell({ type: 'user_message', interim: false, n: 2 });
  tell({ type: 'error', n: 3 });
  tell({ type: 'assistant_message', n: 4 });
  tell({ type: 'audio_output', n: 5 });
  expect(past().map(({ n }) => n)).toEqual([0, 2, 4]);
});

it('of a long Chat, who comes later is told which it is, and what was said last', () => {
  const { tell, past } = audienceOf();
  tell({ type: 'chat_metadata', n: 0 });
  const text = 'x'.repeat(100_000);
  for (let n = 1; n <= 20; n += 1) tell({ type: 'session_settings', n, text });
  expect(past().map(({ n }) => n)).toEqual([0, 17, 18, 19, 20]);
});

it('of a Chat that allows nobody to listen nothing is kept', () => {
  const { audience, tell, past } = audienceOf(false);
  tell({ type: 'chat_metadata' });
  tell({ type: 'assistant_message' });
  audience.allow(true);
  expect(past()).toEqual([]);
});

it('what is between the Chat and its client alone is told to nobody else', () => {
  const { tell, past } = audienceOf();
  tell({ type: 'dismissed', n: 1 });
  tell({ type: 'session_settings', n: 2, extensions: ['dismissed'] });
  tell({ type: 'assistant_message', n: 3 });
  expect(past()).toEqual([
    { type: 'session_settings', n: 2 },
    { type: 'assistant_message', n: 3 },
  ]);
});

it('nobody listens to a conversation that is over', () => {
  const { audience } = audienceOf();
  audience.close();
  expect(audience.allowed).toBe(false);
});
