import { afterEach, expect, it, vi } from 'vitest';
import type { RunningServer } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { TestClient } from '../support/client.ts';
import { toneSynthesiser } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';
import { heardIn, recordingOf, soundsIn } from '../support/recording.ts';
import { spoken } from '../support/spoken.ts';

vi.setConfig({ testTimeout: 20_000 });

const seconds = 2;
const pieces = 2 * seconds;
const open = new Set<() => Promise<unknown>>();
afterEach(async () => {
  for (const close of [...open].reverse()) await close();
  open.clear();
});

/** A conversation whose line breaks when all of an answer is on its way. @param hears - whether any of it arrives. */
async function broken(hears: boolean): Promise<{ server: RunningServer; first: TestClient }> {
  const server = await quickServer({ maxAudioMb: 50, synthesiser: toneSynthesiser(seconds) });
  open.add(() => server.close());
  const first = await TestClient.open(server);
  // Without a pong the server does not know whether anything has arrived.
  if (!hears) first.socket.pong = () => undefined;
  first.send({ type: 'user_input', text: 'Hello.' });
  await first.next('audio_output', pieces);
  if (hears) await first.next('assistant_end');
  // What was sent a moment ago would have been heard meanwhile, and where nothing arrives all of it.
  await new Promise((resolve) => setTimeout(resolve, hears ? 700 : 1000 * seconds + 300));
  first.socket.terminate();
  await first.closed;
  return { server, first };
}

async function resumed(server: RunningServer, first: TestClient): Promise<TestClient> {
  const { chat_group_id } = await first.next('chat_metadata');
  return TestClient.open(server, `?resumed_chat_group_id=${chat_group_id}`);
}

/** Stretches of the assistant's sound in the recording of a Chat that has ended. */
async function assistantIn(server: RunningServer, client: TestClient) {
  const { chat_id } = await client.next('chat_metadata');
  await vi.waitFor(async () => {
    const { status } = await recordingOf(server, chat_id);
    expect(['QUEUED', 'IN_PROGRESS']).not.toContain(status);
  });
  const { signed_audio_url: url } = await recordingOf(server, chat_id);
  return url === null ? [] : soundsIn((await heardIn(url)).assistant);
}

const cameAt = (client: TestClient, type: string) =>
  (client.received.find(({ message }) => message.type === type)?.at ?? NaN) -
  (client.received[0]?.at ?? NaN);

it('speaking over sound that is sent again interrupts it, and what was heard of it is recorded once', async () => {
  // Before the sound begins, which lasts for seconds only.
  const flite = createFliteSynthesiser();
  const { samples } = await spoken(flite, 'Stop it, please.', { leadMs: 100, tailMs: 0 });
  await flite.close();
  const { server, first } = await broken(false);
  const second = await resumed(server, first);
  await second.next('audio_output', pieces);
  second.declareAudio();
  await second.speak(samples);
  await second.next('user_interruption');
  await second.close();
  expect(await assistantIn(server, first)).toEqual([]);
  const [heard, ...more] = await assistantIn(server, second);
  expect(more).toEqual([]);
  expect(Math.abs((heard?.from ?? NaN) - cameAt(second, 'audio_output') - 150)).toBeLessThan(200);
  expect(Math.abs((heard?.to ?? NaN) - cameAt(second, 'user_interruption'))).toBeLessThan(200);
});

it('typing over sound that is sent again interrupts it', async () => {
  const { server, first } = await broken(false);
  const second = await resumed(server, first);
  await second.next('audio_output', pieces);
  second.send({ type: 'user_input', text: 'Stop.' });
  await second.next('user_interruption');
  await second.next('assistant_end');
  expect(second.all('user_interruption')).toHaveLength(1);
  await second.close();
});

it('sound that has arrived is not sent again: it plays on, and is recorded where it was heard', async () => {
  const { server, first } = await broken(true);
  const second = await resumed(server, first);
  // Of the same sound.
  second.send({ type: 'user_input', text: 'Stop.' });
  await second.next('user_interruption');
  await second.next('assistant_message');
  expect(second.types.indexOf('assistant_message')).toBeGreaterThan(
    second.types.indexOf('user_interruption'),
  );
  await second.close();
  const [heard, ...more] = await assistantIn(server, first);
  expect(more).toEqual([]);
  expect((heard?.to ?? 0) - (heard?.from ?? 0)).toBeGreaterThan(400);
});
