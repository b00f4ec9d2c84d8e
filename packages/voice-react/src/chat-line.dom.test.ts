import { scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { expect, onTestFinished, test } from 'vitest';
import { ChatLine } from './chat-line.ts';

const deaf = {
  onState: () => undefined,
  onMessage: () => undefined,
  onError: () => undefined,
  onClose: () => undefined,
};

test('settings hold before the greeting: what fits is in the address, and the first message has all of it', async () => {
  const evi = scriptedEvi();
  onTestFinished(listen(evi));
  const line = new ChatLine(deaf);
  const settings = {
    type: 'session_settings',
    audio: { encoding: 'linear16', channels: 1, sampleRate: 16_000 },
    customSessionId: 'mine',
    eventLimit: 5,
    systemPrompt: 'x'.repeat(1001),
    context: { text: 'Now only.', type: 'temporary' },
    variables: { firstName: 'Ada', age: 30 },
    voiceId: 'slt',
    languageModelApiKey: 'a-secret',
    metadata: { a: 1 },
    tools: [{ type: 'function', name: 'a', parameters: '{}' }],
  } as const;
  await line.connect(
    { auth: { type: 'accessToken', value: 'token' }, hostname: evi.url },
    settings as never,
  );
  const chat = await evi.nextChat();
  const inAddress = [...chat.query].filter(([name]) => name.startsWith('session_settings'));
  expect(Object.fromEntries(inAddress)).toEqual({
    'session_settings[audio][encoding]': 'linear16',
    'session_settings[audio][channels]': '1',
    'session_settings[audio][sample_rate]': '16000',
    'session_settings[custom_session_id]': 'mine',
    'session_settings[event_limit]': '5',
    'session_settings[variables][firstName]': 'Ada',
    'session_settings[variables][age]': '30',
    'session_settings[voice_id]': 'slt',
  });
  expect(await chat.next('session_settings')).toMatchObject({
    system_prompt: settings.systemPrompt,
    language_model_api_key: 'a-secret',
    context: { text: 'Now only.' },
    metadata: { a: 1 },
  });
  line.close();
  await chat.ended;
});

test('without settings there are none in the address, and no message', async () => {
  const evi = scriptedEvi();
  onTestFinished(listen(evi));
  const line = new ChatLine(deaf);
  await line.connect({ auth: { type: 'accessToken', value: 'token' }, hostname: evi.url });
  const chat = await evi.nextChat();
  expect([...chat.query.keys()]).toEqual(['access_token']);
  line.close();
  expect(await chat.ended).toMatchObject({ code: 1000 });
});
