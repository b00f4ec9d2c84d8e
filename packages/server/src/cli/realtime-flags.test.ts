import { expect, it, vi } from 'vitest';
import { ServerError } from '../base/server-error.ts';
import { readRealtime } from './realtime-flags.ts';

// Rule: what is wrong with the flags is said by name, before anything is asked of a service.

function wrong(values: Parameters<typeof readRealtime>[0]): string {
  try {
    readRealtime(values);
  } catch (error) {
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ reason: 'invalid-option' });
    return String(error);
  }
  throw new Error('nothing is wrong with it');
}

it.each(['openai', 'openai:', 'gpt-realtime', 'other:model', 'constructor:model', '', 'OpenAI:m'])(
  '--realtime %j is none',
  (realtime) => {
    expect(wrong({ realtime })).toContain(
      'option --realtime: because it must be openai:MODEL or gemini:MODEL',
    );
  },
);

it.each([
  ['openai:gpt-realtime', 'OPENAI_API_KEY'],
  ['gemini:gemini-live', 'GEMINI_API_KEY'],
])('%s without a key names what is missing', (realtime, variable) => {
  vi.stubEnv('OPENAI_API_KEY', '');
  vi.stubEnv('GEMINI_API_KEY', '');
  expect(wrong({ realtime })).toContain(`${variable}: because the environment must hold the key`);
  // What speaks the same protocol elsewhere may ask for none.
  const { realtime: open } = readRealtime({ realtime, 'realtime-url': 'ws://127.0.0.1:8000' });
  expect(open?.name).toBe(realtime.replace(':', ' '));
  vi.unstubAllEnvs();
});

it.each([
  'nowhere',
  'ftp://127.0.0.1',
  'ws://user:swordfish@127.0.0.1',
  'ws://127.0.0.1/?key=s',
  '',
])('--realtime-url %j is none', (url) => {
  const realtime = 'openai:gpt-realtime';
  const said = wrong({ realtime, 'realtime-url': url });
  expect(said).toContain('--realtime-url: because it must be a ws, wss, http or https address');
  expect(said).not.toMatch(/swordfish|key=s/);
});

it('the key goes to the service in a header, and a voice to nobody else', async () => {
  vi.stubEnv('OPENAI_API_KEY', 'the-key');
  const values = { realtime: 'openai:gpt-realtime', 'realtime-voice': 'marin' };
  const { realtime } = readRealtime(values);
  expect(await realtime?.address()).toEqual({
    url: 'wss://api.openai.com/v1/realtime?model=gpt-realtime',
    headers: { authorization: 'Bearer the-key' },
  });
  expect(realtime?.options).toMatchObject({ config: { voice: 'marin' } });
  expect(wrong({ 'realtime-voice': 'marin' })).toContain(
    '--realtime-voice: because it takes --realtime',
  );
  vi.unstubAllEnvs();
});
