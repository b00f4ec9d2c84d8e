import { expect, it, vi } from 'vitest';
import { caller, openaiStage, voice } from '../support/realtime.ts';

// Rule: as in realtime-openai.test.ts, for what takes its time.

it('what was heard is reckoned where the client counts nothing', async () => {
  const real = await openaiStage({
    onAnswer: () => ({ items: [{ say: 'One two three.', duration: 8000 }] }),
  });
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'Count.' });
  await client.next('audio_output');
  const began = performance.now();
  await client.next('assistant_end');
  await client.speak(voice(1000, 900));
  await client.next('user_interruption');
  const cutAt =
    client.received.find(({ message }) => message.type === 'user_interruption')?.at ?? 0;
  const told = await real.sessions[0]?.next('conversation.item.truncate');
  const heard = Number(told?.['audio_end_ms']);
  expect(Math.abs(heard - (cutAt - began - 150))).toBeLessThan(250);
  expect(real.sessions[0]?.refusals).toEqual([]);
  await client.close();
});

it('a session of the model that ends is rolled over between turns; nobody notices', async () => {
  const real = await openaiStage({ lifetime: 4, onAnswer: () => ({ items: [{ say: 'Yes.' }] }) });
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'My name is Ada.' });
  await client.next('assistant_end');
  await vi.waitFor(() => expect(real.sessions.length).toBeGreaterThan(1), 8000);
  await real.sessions[0]?.ended;
  client.send({ type: 'user_input', text: 'Who am I?' });
  await client.next('assistant_end', 2);
  expect(JSON.stringify(real.sessions.at(-1)?.items)).toMatch(/My name is Ada.*Yes.*Who am I/);
  expect(client.all('error')).toEqual([]);
  expect(client.all('chat_metadata')).toHaveLength(1);
  await client.close();
});
