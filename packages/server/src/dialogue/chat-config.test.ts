import { expect, it } from 'vitest';
import { ServerError } from '../base/server-error.ts';
import { readChatConfig } from './chat-config.ts';
import { usualHearing } from './hearing/hearing.ts';

it('an empty Config has EVI’s timeouts, and no greeting and no nudges', () => {
  expect(readChatConfig({})).toEqual({
    tools: [],
    builtinTools: [],
    messages: {},
    inactivityMs: 120_000,
    maxDurationMs: 1_800_000,
    hearing: { silenceMs: 800, threshold: 0.5, prefixMs: 300, minInterruptionMs: 800 },
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
    turn_detection: { end_of_turn_silence_ms: 1200, speech_detection_threshold: 0.7 },
    interruption: { min_interruption_ms: null },
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
    hearing: { ...usualHearing, silenceMs: 1200, threshold: 0.7 },
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
  [{ turn_detection: { end_of_turn_silence_ms: 499 } }, 'turn_detection.end_of_turn_silence_ms'],
  [{ turn_detection: { end_of_turn_silence_ms: 3001 } }, 'turn_detection.end_of_turn_silence_ms'],
  [{ turn_detection: { speech_detection_threshold: 1.1 } }, 'speech_detection_threshold'],
  [{ turn_detection: { speech_detection_threshold: -0.1 } }, 'speech_detection_threshold'],
  [{ turn_detection: { speech_detection_threshold: NaN } }, 'speech_detection_threshold'],
  [{ turn_detection: { prefix_padding_ms: 1001 } }, 'turn_detection.prefix_padding_ms'],
  [{ interruption: { min_interruption_ms: 49 } }, 'interruption.min_interruption_ms'],
  [{ interruption: { min_interruption_ms: 2001 } }, 'interruption.min_interruption_ms'],
  [{ greeting: true }, 'config.greeting'],
])('%j is refused, and the message names %s', (config, field) => {
  const reading = () => readChatConfig(config);
  expect(reading).toThrow(ServerError);
  expect(reading).toThrow(field);
});
