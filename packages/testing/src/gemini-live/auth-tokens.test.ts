import { GoogleGenAI } from '@google/genai';
import { expect, onTestFinished, test } from 'vitest';
import { Caller } from '../../test/support/caller.ts';
import { ManualTime } from '../../test/support/manual-time.ts';
import { listen } from '../node.ts';
import { scriptedGemini } from './scripted-gemini.ts';
import type { ScriptedGemini } from './scripted-gemini.ts';

const constrained =
  '/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained';

const dial = (gemini: ScriptedGemini, token: string, setup: object): Caller => {
  const caller = new Caller(gemini.dial(`${gemini.url}${constrained}?access_token=${token}`));
  caller.socket.onopen = () => caller.send({ setup });
  return caller;
};

test('the official client makes a token, which fixes what it was made for', async () => {
  const gemini = scriptedGemini({ apiKey: 'AIza', minted: true });
  onTestFinished(listen(gemini));
  const client = new GoogleGenAI({
    apiKey: 'AIza',
    httpOptions: { baseUrl: 'https://gemini.test', apiVersion: 'v1alpha' },
  });
  const { name = '' } = await client.authTokens.create({
    config: {
      uses: 1,
      liveConnectConstraints: { model: 'gemini-live-a', config: { temperature: 0.2 } },
      lockAdditionalFields: [],
    },
  });
  expect(name).toMatch(/^auth_tokens\//);
  dial(gemini, name, {
    model: 'models/gemini-live-b',
    generationConfig: { temperature: 0.9, responseModalities: ['AUDIO'] },
    systemInstruction: { parts: [{ text: 'Mine.' }] },
  });
  const session = await gemini.nextSession();
  await expect
    .poll(() => session.setup)
    .toMatchObject({
      model: 'models/gemini-live-a',
      generationConfig: { temperature: 0.2, responseModalities: ['AUDIO'] },
      systemInstruction: { parts: [{ text: 'Mine.' }] },
    });
});

const make = async (gemini: ScriptedGemini, body: object, key = 'k'): Promise<string> => {
  const answer = await gemini.mint(
    new Request('https://gemini.test/v1alpha/auth_tokens', {
      method: 'POST',
      headers: { 'x-goog-api-key': key },
      body: JSON.stringify(body),
    }),
  );
  return answer.ok ? ((await answer.json()) as { name: string }).name : String(answer.status);
};

test('a token is good for one session and for going on with it, and not for long', async () => {
  const time = new ManualTime();
  const gemini = scriptedGemini({ minted: true, clock: time });
  const token = await make(gemini, {});
  const setup = { model: 'models/gemini-live', sessionResumption: {} };
  const first = dial(gemini, token, setup);
  time.pass(100);
  expect(JSON.stringify(first.told)).toContain('handle-1');
  const second = dial(gemini, token, setup);
  const again = dial(gemini, token, { ...setup, sessionResumption: { handle: 'handle-1' } });
  time.pass(100);
  expect(second.happened.join()).toContain('close 1008');
  expect(again.told).toContainEqual({ setupComplete: {} });
  const late = await make(gemini, {});
  time.pass(61_000);
  const caller = dial(gemini, late, setup);
  time.pass(100);
  expect(caller.happened.join()).toContain('close 1008');
});

test('what the service would refuse is refused', async () => {
  const gemini = scriptedGemini({ apiKey: 'k' });
  expect(await make(gemini, {}, 'other')).toBe('400');
  expect(await make(gemini, { ttl: 1 })).toBe('400');
  expect(await make(gemini, { expireTime: 'soon' })).toBe('400');
  expect(await make(gemini, { uses: -1 })).toBe('400');
});
