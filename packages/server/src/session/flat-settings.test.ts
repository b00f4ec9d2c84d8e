import { expect, it } from 'vitest';
import { readMessage } from './read-message.ts';

const type = 'session_settings';

it.each<[string, string, object, object?]>([
  ['flat', '"system_prompt":"Be brief."', { system_prompt: 'Be brief.' }],
  [
    'in a field of their own',
    '"session_settings":{"system_prompt":"Be brief.","voice_id":"kal"}',
    { system_prompt: 'Be brief.', voice_id: 'kal' },
  ],
  [
    'in both',
    '"voice_id":"awb","session_settings":{"system_prompt":"Be brief.","voice_id":"kal"}',
    { system_prompt: 'Be brief.', voice_id: 'awb' },
  ],
  [
    'with variables as they were written',
    '"variables":{"a":1.0,"b":2},"session_settings":{"variables":{"a":3,"c":30.0,"d":true}}',
    {},
    { a: '1.0', b: '2', c: '30.0', d: 'true' },
  ],
  ['with a context that is cleared', '"session_settings":{"context":null}', { context: null }],
  ['with nothing inside', '"session_settings":{}', {}],
  ['with null for them', '"session_settings":null', {}],
  [
    "with the model's key as samples call it",
    '"session_settings":{"supplemental_language_model_api_key":"a secret"}',
    { language_model_api_key: 'a secret' },
  ],
  [
    'with the key by both names',
    '"supplemental_language_model_api_key":"older","language_model_api_key":"newer"',
    { language_model_api_key: 'newer' },
  ],
])('settings are read %s', (_, fields, settings, variables) => {
  const read = readMessage(`{"type":"${type}",${fields}}`);
  expect(read).toMatchObject({ kind: 'message', message: { type, ...settings } });
  if (variables) expect(read).toMatchObject({ variables });
  expect(JSON.stringify(read)).not.toContain('supplemental');
  expect(read).not.toHaveProperty('message.session_settings');
});

const noObject = 'session_settings is no object, where settings are expected';
it.each<[string, unknown, string]>([
  ['text', 'Be brief.', noObject],
  ['a list', ['x'], noObject],
  ['a number', { voice_id: 1 }, 'session_settings.voice_id is number, expected string'],
  [
    'half an audio format',
    { audio: { channels: 1 } },
    'session_settings.audio.encoding is missing',
  ],
  [
    'a list as a variable, whose name is not told',
    { variables: { secret: [] } },
    'session_settings.variables is an array, expected (string | a finite number | boolean)',
  ],
  [
    'a number as a key',
    { supplemental_language_model_api_key: 5 },
    'supplemental_language_model_api_key is no text',
  ],
  [
    'a prompt without end',
    { system_prompt: 'x'.repeat(100_001) },
    'system_prompt may have no more than 100000 characters.',
  ],
  [
    'an id without end',
    { custom_session_id: 'x'.repeat(1001) },
    'custom_session_id may have no more than 1000 characters.',
  ],
])('of settings inside, what is wrong is said by its name: %s', (_, inner, because) => {
  const read = readMessage(JSON.stringify({ type, session_settings: inner }));
  expect(read).toMatchObject({ kind: 'wrong', slug: 'invalid_message', because });
});
