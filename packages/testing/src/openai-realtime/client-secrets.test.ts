import { OpenAI } from 'openai';
import { expect, onTestFinished, test } from 'vitest';
import { Caller } from '../../test/support/caller.ts';
import { ManualTime } from '../../test/support/manual-time.ts';
import { listen } from '../node.ts';
import { scriptedOpenAI } from './scripted-openai.ts';

test('the official client makes a secret, and a session begins with what it was made with', async () => {
  const openai = scriptedOpenAI({ apiKey: 'sk-key', minted: true });
  onTestFinished(listen(openai));
  const client = new OpenAI({ apiKey: 'sk-key', baseURL: 'https://openai.test/v1' });
  const { value, expires_at, session } = await client.realtime.clientSecrets.create({
    expires_after: { anchor: 'created_at', seconds: 60 },
    session: { type: 'realtime', model: 'gpt-realtime', instructions: 'Be brief.' },
  });
  expect(Math.round(expires_at - Date.now() / 1000)).toBeLessThanOrEqual(60);
  expect(session).toMatchObject({ instructions: 'Be brief.' });
  openai.dial('wss://openai.test/v1/realtime?model=gpt-realtime', [
    `openai-insecure-api-key.${value}`,
  ]);
  expect((await openai.nextSession()).settings).toMatchObject({ instructions: 'Be brief.' });
});

const mint = async (body: unknown, key = 'sk-key') => {
  const openai = scriptedOpenAI({ apiKey: 'sk-key' });
  const answer = await openai.mint(
    new Request('https://openai.test/v1/realtime/client_secrets', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    }),
  );
  const { error } = (await answer.json()) as { error?: { code: string; param: string | null } };
  return [answer.status, error?.code, error?.param];
};

test('what the service would refuse is refused', async () => {
  expect(await mint({}, 'sk-other')).toEqual([401, 'invalid_api_key', null]);
  expect(await mint({ expires_after: { seconds: 5 } })).toEqual([
    400,
    'invalid_value',
    'expires_after.seconds',
  ]);
  expect(await mint({ ttl: 5 })).toEqual([400, 'unknown_parameter', 'ttl']);
  expect(await mint({ session: { model: 'gpt-realtime' } })).toEqual([
    400,
    'missing_required_parameter',
    'session.type',
  ]);
  expect(await mint({ session: { type: 'realtime', model: 'gpt-live-1' } })).toEqual([
    400,
    'model_not_found',
    'session.model',
  ]);
});

test('a secret that was not made here, or is too old, lets nobody in', async () => {
  const time = new ManualTime();
  const openai = scriptedOpenAI({ minted: true, clock: time });
  const made = await openai.mint(
    new Request('https://openai.test/v1/realtime/client_secrets', {
      method: 'POST',
      headers: { authorization: 'Bearer sk' },
      body: JSON.stringify({ expires_after: { anchor: 'created_at', seconds: 10 } }),
    }),
  );
  const { value } = (await made.json()) as { value: string };
  const dial = (secret: string): Caller =>
    new Caller(
      openai.dial('wss://openai.test/v1/realtime?model=gpt-realtime', [
        `openai-insecure-api-key.${secret}`,
      ]),
    );
  const [stranger, guest] = [dial('ek_other'), dial(value)];
  time.pass(100);
  expect(stranger.happened.join()).toContain('close 3000');
  expect(guest.of('session.created')).toHaveLength(1);
  time.pass(10_000);
  const late = dial(value);
  time.pass(100);
  expect(late.happened.join()).toContain('close 3000');
});
