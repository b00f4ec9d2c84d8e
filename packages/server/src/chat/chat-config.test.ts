import { expect, it } from 'vitest';
import { ServerError } from '../server-error.ts';
import { readChatConfig } from './chat-config.ts';

it('an empty Config has EVI’s timeouts, and no greeting and no nudges', () => {
  expect(readChatConfig({})).toEqual({
    tools: [],
    builtinTools: [],
    messages: {},
    inactivityMs: 600_000,
    maxDurationMs: 1_800_000,
  });
});

it('what a Config says is read; null says nothing', () => {
  const config = readChatConfig({
    prompt: { text: 'Be brief.' },
    voice: { name: 'awb', provider: 'HUME_AI' },
    language_model: { temperature: 0.5 },
    tools: null,
    event_messages: {
      on_new_chat: { enabled: true, text: 'Welcome.' },
      on_inactivity_timeout: { enabled: true, text: '' },
      on_max_duration_timeout: { enabled: false, text: 'Over.' },
    },
    nudges: { enabled: true, interval_secs: 7 },
    timeouts: { inactivity: { enabled: true, duration_secs: 30 }, max_duration: null },
  });
  expect(config).toEqual({
    prompt: 'Be brief.',
    voice: 'awb',
    temperature: 0.5,
    tools: [],
    builtinTools: [],
    messages: { 'new-chat': { text: 'Welcome.' }, inactivity: {} },
    nudgeMs: 7000,
    inactivityMs: 30_000,
    maxDurationMs: 1_800_000,
  });
});

it('a timeout that is switched off leaves the ceiling of 1,800 seconds', () => {
  const off = { enabled: false, duration_secs: 60 };
  expect(readChatConfig({ timeouts: { inactivity: off, max_duration: off } })).toMatchObject({
    inactivityMs: 1_800_000,
    maxDurationMs: 1_800_000,
  });
});

it.each<[unknown, string]>([
  [{ timeouts: { inactivity: { enabled: true, duration_secs: 29 } } }, 'inactivity.duration_secs'],
  [{ timeouts: { max_duration: { enabled: true, duration_secs: 1801 } } }, 'max_duration'],
  [{ nudges: { enabled: true, interval_secs: 0 } }, 'nudges.interval_secs'],
  [{ language_model: { temperature: 2 } }, 'language_model.temperature'],
  [{ event_messages: { on_new_chat: { enabled: 'yes' } } }, 'event_messages.on_new_chat.enabled'],
  [{ greeting: true }, 'config.greeting'],
])('%j is refused, and the message names %s', (config, field) => {
  const reading = () => readChatConfig(config);
  expect(reading).toThrow(ServerError);
  expect(reading).toThrow(field);
});
