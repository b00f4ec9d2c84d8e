import { expect, it } from 'vitest';
import {
  afterReply,
  applySettings,
  filled,
  initialSettings,
  longestVariable,
  mostVariables,
} from './settings.ts';

const type = 'session_settings';
const initial = initialSettings({ tools: [], builtinTools: [] });

it('what a message does not name stays as it was', () => {
  const first = applySettings(initial, {
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
  const settings = applySettings(initial, {
    type,
    system_prompt: '{{name}} is {{ age }}, {{ok}}, {{missing}}',
    variables: { name: 'Ada', age: 36, ok: true },
  });
  expect(filled(settings.prompt ?? '', settings.variables)).toBe('Ada is 36, true, {{missing}}');
});

it('a variable of the name of an object property is no place of its own', () => {
  const settings = applySettings(initial, {
    type,
    system_prompt: '{{constructor}}',
    variables: {},
  });
  expect(filled(settings.prompt ?? '', settings.variables)).toBe('{{constructor}}');
});

it('temporary context is for one reply, persistent context for all', () => {
  const temporary = applySettings(initial, {
    type,
    context: { text: 'a', type: 'temporary' },
  });
  const unnamed = applySettings(initial, { type, context: { text: 'a' } });
  const persistent = applySettings(initial, {
    type,
    context: { text: 'a', type: 'persistent' },
  });
  expect(afterReply(temporary, temporary.context).context).toBeUndefined();
  expect(afterReply(unnamed, unnamed.context).context).toBeUndefined();
  expect(afterReply(persistent, persistent.context).context?.text).toBe('a');
});

it('null clears the context, absence leaves it', () => {
  const set = applySettings(initial, { type, context: { text: 'a', type: 'persistent' } });
  expect(applySettings(set, { type }).context?.text).toBe('a');
  expect(applySettings(set, { type, context: null }).context).toBeUndefined();
});

it('context that came while the reply was made is left for the next one', () => {
  const first = applySettings(initial, { type, context: { text: 'a' } });
  const second = applySettings(first, { type, context: { text: 'b' } });
  expect(afterReply(second, first.context).context?.text).toBe('b');
});

it('tools replace those before, and an empty list takes them all away', () => {
  const tool = { name: 'a', type: 'function', parameters: '{}' };
  const set = applySettings(initial, { type, tools: [tool], builtin_tools: [{ name: 'hang_up' }] });
  expect(applySettings(set, { type })).toMatchObject({
    tools: [tool],
    builtinTools: [{ name: 'hang_up' }],
  });
  expect(applySettings(set, { type, tools: [], builtin_tools: [] })).toMatchObject({
    tools: [],
    builtinTools: [],
  });
});

it('variables are kept up to a number, and a text that they fill up to a length', () => {
  let settings = initial;
  for (let i = 0; i < 500; i++) {
    settings = applySettings(settings, { type, variables: { [`a${String(i)}`]: i } });
  }
  expect(Object.keys(settings.variables)).toHaveLength(mostVariables);
  expect(settings.variables['a499']).toBe('499');
  const long = filled('{{a}}'.repeat(20_000), { a: 'x'.repeat(longestVariable) });
  expect(long.length).toBeGreaterThan(longestVariable);
  expect(long.length).toBeLessThan(300_000);
});
