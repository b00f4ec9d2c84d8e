import { expect, test } from 'vitest';
import { chatUrl } from './chat-url.ts';
import { redactUrl } from './redact-url.ts';

test('no secret of a chat address survives', () => {
  for (const credential of [{ apiKey: 's3cret' }, { accessToken: 's3cret' }]) {
    const url = chatUrl({
      ...credential,
      configId: 'visible',
      sessionSettings: { language_model_api_key: 's3cret', system_prompt: 's3cret' },
    });
    expect(redactUrl(url)).not.toContain('s3cret');
    expect(redactUrl(url)).toContain('config_id=visible');
  }
});

test.each([
  ['wss://h/x?api_key=a', 'wss://h/x?api_key=REDACTED'],
  ['wss://h/x?api%5Fkey=a&b=c', 'wss://h/x?api%5Fkey=REDACTED&b=c'],
  ['wss://h/x?a=b&ACCESS_TOKEN=a=b#f', 'wss://h/x?a=b&ACCESS_TOKEN=REDACTED#f'],
  ['https://h/x#access_token=a', 'https://h/x#access_token=REDACTED'],
  ['https://me:pw@h/x', 'https://REDACTED@h/x'],
  ['//me:p@w@h/x', '//REDACTED@h/x'],
  [
    'https://store/a.wav?X-Amz-Signature=1&Expires=2',
    'https://store/a.wav?X-Amz-Signature=REDACTED&Expires=2',
  ],
  ['?%E0%A4%A=x', '?%E0%A4%A=REDACTED'],
  ['?api_key', '?api_key'],
  ['no address at all', 'no address at all'],
  ['', ''],
])('%s becomes %s', (url, redacted) => {
  expect(redactUrl(url)).toBe(redacted);
});
