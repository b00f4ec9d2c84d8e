import { expect, onTestFinished, test, vi } from 'vitest';
import { chatUrl } from './chat-url.ts';

test('the address is the official one by default', () => {
  expect(chatUrl()).toBe('ws://127.0.0.1:8788/v0/evi/chat');
});

test.each([
  ['http://127.0.0.1:8788', 'ws://127.0.0.1:8788/v0/evi/chat'],
  ['https://example.test/', 'wss://example.test/v0/evi/chat'],
  ['ws://example.test/proxy//', 'ws://example.test/proxy/v0/evi/chat'],
  ['wss://api.hume.ai/v0/evi/chat', 'wss://api.hume.ai/v0/evi/chat'],
  ['http://127.0.0.1:8788/proxy/v0/evi/chat/', 'ws://127.0.0.1:8788/proxy/v0/evi/chat'],
  ['wss://example.test:444/a?b=c#d', 'wss://example.test:444/a/v0/evi/chat?b=c'],
])('the base %s gives %s', (baseUrl, address) => {
  expect(chatUrl({ baseUrl })).toBe(address);
});

test.each([
  ['/voice', 'wss://app.example:444/voice/v0/evi/chat'],
  ['/', 'wss://app.example:444/v0/evi/chat'],
  ['//voice.example', 'wss://voice.example/v0/evi/chat'],
])('in a page the path %s gives %s', (baseUrl, address) => {
  vi.stubGlobal('location', { href: 'https://app.example:444/page/?a=b#c' });
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(chatUrl({ baseUrl })).toBe(address);
});

test('every query parameter of the socket is there', () => {
  const { searchParams } = new URL(
    chatUrl({
      apiKey: 'k&y',
      configId: 'c',
      configVersion: 0,
      voiceId: 'v',
      resumedChatGroupId: 'g',
      eventLimit: 5,
      verboseTranscription: false,
      query: { later: true },
    }),
  );
  expect(Object.fromEntries(searchParams)).toEqual({
    api_key: 'k&y',
    config_id: 'c',
    config_version: '0',
    voice_id: 'v',
    resumed_chat_group_id: 'g',
    event_limit: '5',
    verbose_transcription: 'false',
    later: 'true',
  });
});

test('an access token goes before an API key', () => {
  expect(chatUrl({ baseUrl: 'ws://h', accessToken: 't', apiKey: 'k' })).toBe(
    'ws://h/v0/evi/chat?access_token=t',
  );
});

test('session settings are spelt with brackets, nothing is sent for null', () => {
  const { searchParams } = new URL(
    chatUrl({
      sessionSettings: {
        audio: { encoding: 'linear16', channels: 1, sample_rate: 16000 },
        variables: { name: 'Ada', age: 30, 'a[b]': true },
        builtin_tools: [{ name: 'hang_up' }],
        context: null,
      },
    }),
  );
  expect(Object.fromEntries(searchParams)).toEqual({
    'session_settings[audio][encoding]': 'linear16',
    'session_settings[audio][channels]': '1',
    'session_settings[audio][sample_rate]': '16000',
    'session_settings[variables][name]': 'Ada',
    'session_settings[variables][age]': '30',
    'session_settings[variables][a[b]]': 'true',
    'session_settings[builtin_tools][0][name]': 'hang_up',
  });
});

test.each(['', 'host/path', '/relative', 'ftp://h', 'file:///x'])(
  'the base "%s" is refused with what to do',
  (baseUrl) => {
    expect(() => chatUrl({ baseUrl })).toThrow(
      /^Failed to build the chat address: because .*scheme\?$/,
    );
  },
);

test('a refused base keeps its password to itself', () => {
  expect(() => chatUrl({ baseUrl: 'ftp://me:hunter2@h' })).toThrow(/^(?!.*hunter2)/);
});
