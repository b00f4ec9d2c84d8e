import { expect, it } from 'vitest';
import { readQuerySettings } from './query-settings.ts';

const read = (query: string) => readQuerySettings(new URLSearchParams(query));

it.each<[string, object]>([
  ['', {}],
  ['session_settings=x', {}],
  ['session_settings[system_prompt]=Hi', { settings: { system_prompt: 'Hi' } }],
  [
    'session_settings%5Bvariables%5D%5B%C3%BC%5D=%F0%9F%98%80',
    { settings: { variables: { ü: '😀' } } },
  ],
  ['session_settings[wrong]=x', { settings: { wrong: 'x' } }],
  [
    'session_settings[tools][0][name]=a&session_settings[tools][0][type]=function&session_settings[tools][0][parameters]={}',
    { settings: { tools: [{ name: 'a', type: 'function', parameters: '{}' }] } },
  ],
])('settings are read of an address: %s', (query, expected) => {
  expect(read(query)).toMatchObject(expected);
  expect(read(query)).not.toHaveProperty('wrong');
});

it.each([
  ['session_settings[event_limit]=x', 'event_limit'],
  ['session_settings[event_limit]=-1', 'event_limit'],
  ['session_settings[event_limit]=', 'event_limit'],
  ['session_settings[audio][channels]=1', 'audio.encoding'],
  ['session_settings[audio]=x', 'audio'],
  ['session_settings[tools]=x', 'tools'],
  ['session_settings[variables][my secret][x]=1', 'variables'],
  [`session_settings${'[a]'.repeat(11)}=x`, 'nested too deep'],
])('what is wrong in them is told by its name, and nothing of the value: %s', (query, name) => {
  const { wrong } = read(query);
  expect(wrong).toContain(name);
  expect(wrong).not.toContain('my secret');
});
