import { expect, test } from 'vitest';
import { tone } from '../../packages/core/test/support/test-signals.ts';
import { uncaught } from '../journeys/support/watch.ts';
import { report } from './support/figures.ts';
import { rig, told } from './support/rig.ts';
import type { Rig } from './support/rig.ts';

// Devices that come and go while the voice runs where it runs by default: in a Worker.

const rate = 16_000;

/** Every microphone hears a tone without end: a chosen one 600 Hz at 16 kHz, any other 440 Hz at 48 kHz. */
async function withTones({ page }: Rig): Promise<void> {
  // Sound may begin once somebody has clicked.
  await page.getByRole('button').click();
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const chosen = typeof constraints?.audio === 'object' && constraints.audio.deviceId;
      const context = new AudioContext({ sampleRate: chosen ? 16_000 : 48_000 });
      const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
      const oscillator = new OscillatorNode(context, { frequency: chosen ? 600 : 440 });
      oscillator.connect(new GainNode(context, { gain: 0.5 })).connect(destination);
      oscillator.start();
      await context.resume();
      const [track] = destination.stream.getTracks();
      if (!track) throw new Error('no track');
      // It says that it is the one that was asked for.
      track.getSettings = () => ({ deviceId: chosen ? 'another' : 'default' });
      window.watched.tracks.push(track);
      return destination.stream;
    };
  });
}

async function call(stage: Rig, pushToTalk = false): Promise<void> {
  await withTones(stage);
  await stage.page.evaluate(([url, push]) => window.rig.make({ url, pushToTalk: push }), [
    stage.proxy.url,
    pushToTalk,
  ] as const);
  expect(await stage.page.evaluate(() => window.rig.connect())).toBe('');
  expect(stage.page.workers()).toHaveLength(1);
}

/** What went up by now, from the given sample on, −1 to 1. */
function sound({ proxy }: Rig, from = 0): Float32Array {
  const bytes = proxy.passed
    .filter(({ type }) => type === 'audio_input')
    .map(({ message }) => Buffer.from(String(message['data']), 'base64'));
  const all = Buffer.concat(bytes);
  const samples = new Float32Array(all.length / 2);
  for (let i = 0; i < samples.length; i += 1) samples[i] = all.readInt16LE(i * 2) / 32_768;
  return samples.slice(from);
}

const more = (stage: Rig, from: number, seconds: number): Promise<unknown> =>
  expect.poll(() => sound(stage, from).length).toBeGreaterThan(seconds * rate);

/** Which of the two microphones is heard; a busy machine leaves out samples, which no tone of its own makes. */
function heardTone(samples: Float32Array): number | null {
  const loud = [440, 600].map((frequency) => tone(samples, frequency, rate).amplitude);
  const [any = 0, chosen = 0] = loud;
  if (Math.max(...loud) < 0.1) return null;
  return any > 3 * chosen ? 440 : chosen > 3 * any ? 600 : null;
}

function longestSilence(samples: Float32Array): number {
  let [longest, run] = [0, 0];
  for (const sample of samples) {
    run = sample === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return (longest / rate) * 1000;
}

const endTrack = ({ page }: Rig): Promise<void> =>
  page.evaluate(() => {
    const track = window.watched.tracks.at(-1);
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  });

const live = ({ page }: Rig): Promise<number> =>
  page.evaluate(
    () => window.watched.tracks.filter(({ readyState }) => readyState === 'live').length,
  );

test('the microphone changes in the middle of a conversation, with less than 150 ms of silence, on the same line', async () => {
  await using stage = await rig({});
  await call(stage);
  await more(stage, 0, 1);
  const begun = sound(stage).findIndex((sample) => sample !== 0);
  await stage.page.evaluate(() => window.rig.client.setMicrophone('another'));
  const changed = sound(stage).length;
  await more(stage, changed, 2);
  const gap = longestSilence(sound(stage, begun));
  report(`another microphone, session in its Worker: ${Math.round(gap)} ms without a sample`);
  expect(gap).toBeLessThan(150);
  expect(heardTone(sound(stage, changed).slice(rate))).toBe(600);
  expect(await live(stage)).toBe(1);
  expect(stage.proxy.lines).toBe(1);
  expect(await uncaught(stage.page)).toEqual([]);
});

test('a microphone that ends gives way to the default, and the last one that ends is lost until it is asked for again', async () => {
  await using stage = await rig({});
  const { page, proxy } = stage;
  const microphone = (): Promise<string> => page.evaluate(() => window.rig.client.state.microphone);
  await call(stage);
  await page.evaluate(() => window.rig.client.setMicrophone('another'));
  await endTrack(stage);
  await expect.poll(() => told(page, 'device-lost')).toHaveLength(1);
  await expect.poll(microphone).toBe('live');
  const back = sound(stage).length;
  await more(stage, back, 2);
  expect(heardTone(sound(stage, back).slice(rate))).toBe(440);

  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const working = mediaDevices.getUserMedia;
    mediaDevices.getUserMedia = () => {
      mediaDevices.getUserMedia = working;
      return Promise.reject(new DOMException('', 'NotFoundError'));
    };
  });
  await endTrack(stage);
  await expect.poll(microphone).toBe('lost');
  await expect.poll(() => told(page, 'error')).toHaveLength(1);
  expect((await told(page, 'device-lost')).map(({ fallback }) => fallback === null)).toEqual([
    false,
    true,
  ]);
  await page.evaluate(() => window.rig.client.setMicrophone(null));
  expect(await microphone()).toBe('live');
  const again = sound(stage).length;
  await more(stage, again, 2);
  expect(heardTone(sound(stage, again).slice(rate))).toBe(440);
  expect(proxy.lines).toBe(1);
  expect(await live(stage)).toBe(1);
});

test('with push-to-talk nothing goes up but what is said while the key is held, with 300 ms before and 200 ms behind', async () => {
  await using stage = await rig({});
  const { page } = stage;
  await call(stage, true);
  await more(stage, 0, 1);
  expect(sound(stage).some(Boolean)).toBe(false);
  const held = await page.evaluate(async () => {
    const { client } = window.rig;
    const from = performance.now();
    client.startTalking();
    await new Promise((settle) => setTimeout(settle, 1000));
    client.stopTalking();
    return performance.now() - from;
  });
  const end = sound(stage).length;
  await more(stage, end, 1.5);
  expect(sound(stage, end + rate).some(Boolean)).toBe(false);
  const spoken = (sound(stage).filter(Boolean).length / rate) * 1000;
  report(
    `push-to-talk, session in its Worker: held for ${Math.round(held)} ms, ${Math.round(spoken)} ms went up`,
  );
  // The key is pressed on one thread and the sound cut on another: some 20 ms chunk more or less.
  expect(Math.abs(spoken - held - 500)).toBeLessThan(120);
});
