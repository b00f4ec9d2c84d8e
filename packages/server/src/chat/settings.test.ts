import { expect, it } from 'vitest';
import { afterReply, applySettings, filledPrompt, initialSettings } from './settings';

const type = 'session_settings';

it('what a message does not name stays as it was', () => {
  const first = applySettings(initialSettings, {
    type,
    system_prompt: 'Be brief.',
    voice_id: 'awb',
  });
  expect(applySettings(first, { type, voice_id: 'rms' })).toMatchObject({
    prompt: 'Be brief.',
    voice: 'rms',
  });
});

it('variables fill their places, numbers and booleans as text; unknown places stay', () => {
  const settings = applySettings(initialSettings, {
    type,
    system_prompt: '{{name}} is {{ age }}, {{ok}}, {{missing}}',
    variables: { name: 'Ada', age: 36, ok: true },
  });
  expect(filledPrompt(settings)).toBe('Ada is 36, true, {{missing}}');
});

it('a variable of the name of an object property is no place of its own', () => {
  const settings = applySettings(initialSettings, {
    type,
    system_prompt: '{{missing}}',
    variables: {},
  });
  expect(filledPrompt(settings)).toBe('{{missing}}');
});

it('temporary context is for one reply, persistent context for all', () => {
  const temporary = applySettings(initialSettings, {
    type,
    context: { text: 'a', type: 'temporary' },
  });
  const unnamed = applySettings(initialSettings, { type, context: { text: 'a' } });
  const persistent = applySettings(initialSettings, {
    type,
    context: { text: 'a', type: 'persistent' },
  });
  expect(afterReply(temporary).context).toBeUndefined();
  expect(afterReply(unnamed).context).toBeUndefined();
  expect(afterReply(persistent).context?.text).toBe('a');
});

it('null clears the context, absence leaves it', () => {
  const set = applySettings(initialSettings, { type, context: { text: 'a', type: 'persistent' } });
  expect(applySettings(set, { type }).context?.text).toBe('a');
  expect(applySettings(set, { type, context: null }).context).toBeUndefined();
});
