import { VoiceClient } from '@vivavoce/core';
import { listen } from '@vivavoce/testing/browser';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openai } from '../src/index.ts';

/** A microphone that hums when it is told to. */
function hummingMicrophone(): { hum(loud: boolean): void } {
  const context = new AudioContext({ sampleRate: 48_000 });
  const [voice, gain] = [context.createOscillator(), context.createGain()];
  const out = context.createMediaStreamDestination();
  gain.gain.value = 0;
  voice.frequency.value = 700;
  voice.connect(gain).connect(out);
  voice.start();
  const spy = vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async () => {
    await context.resume();
    return out.stream.clone();
  });
  onTestFinished(async () => {
    spy.mockRestore();
    await context.close();
  });
  return { hum: (loud) => void (gain.gain.value = loud ? 0.3 : 0) };
}

test('the audio thread says when the button is held: what is said is committed whole, and nothing is not', async () => {
  const service = scriptedOpenAI();
  onTestFinished(listen(service));
  const microphone = hummingMicrophone();
  const client = new VoiceClient({
    service: openai({ url: service.url, token: () => 'ek_1' }),
    thread: 'main',
    pushToTalk: true,
  });
  onTestFinished(() => client.disconnect());
  await client.connect();
  const session = await service.nextSession();
  const counted = (type: string): number =>
    session.received.filter((frame) => frame.type === type).length;

  // The room is learned.
  await new Promise((resolve) => setTimeout(resolve, 400));
  client.startTalking();
  await new Promise((resolve) => setTimeout(resolve, 300));
  client.stopTalking();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(counted('input_audio_buffer.append')).toBe(0);

  client.startTalking();
  microphone.hum(true);
  await expect.poll(() => client.state.user).toBe('speaking');
  expect(counted('input_audio_buffer.commit')).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  microphone.hum(false);
  client.stopTalking();
  await expect.poll(() => counted('input_audio_buffer.commit')).toBe(1);
  await expect.poll(() => counted('response.create')).toBe(1);
  const sent = counted('input_audio_buffer.append');
  // What was said, the time before it and the time after the release: in chunks of 20 ms.
  expect(sent * 20).toBeGreaterThan(400);
  await expect.poll(() => session.sent.some(({ type }) => type === 'response.done')).toBe(true);
  await client.sendRaw({ type: 'input_audio_buffer.clear' });
  await session.next('input_audio_buffer.clear');
  expect(counted('input_audio_buffer.append')).toBe(sent);
  expect((await client.readMetrics())?.usage).toMatchObject({ inputTokens: 100 });
  expect(session.refusals).toEqual([]);
});
