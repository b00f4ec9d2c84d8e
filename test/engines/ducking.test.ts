import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stretches } from '../../apps/bench/src/voice/analysis/sound.ts';
import { assistantEnd, spoken, voiceRate } from '../../apps/bench/src/voice/server/messages.ts';
import { inPieces } from '../../apps/bench/src/voice/signals/tone.ts';
import { concat, speech } from '../../packages/core/test/support/test-signals.ts';
import { writeWav } from '../journeys/support/sound.ts';
import { recorded, talk, told } from './support/conversation.ts';
import { inEngine, namesHere, say } from './support/in-engine.ts';
import { serveEngines } from './support/stage.ts';
import type { EngineStage } from './support/stage.ts';

/** The user's voice: half a second of nothing, then a second at −26 dB. */
const userRate = 16_000;
const quiet = 0.5;
/** The assistant's: −20 dB. It is played twice, so that the second tells what was done to it, sample by sample. */
const sentence = speech(3, 0.1, voiceRate);

let stage: EngineStage;
beforeAll(async () => {
  stage = await serveEngines();
  const voice = concat([new Float32Array(quiet * userRate), speech(1, 0.05, userRate)]);
  const samples = Int16Array.from(voice, (sample) => sample * 32_767);
  writeWav(join(stage.folder, 'voice.wav'), samples, userRate);
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

for (const name of namesHere()) {
  test(`${name}: with duck the assistant goes down by 12 dB within 60 ms of the user's voice, and not for its own echo at −20 dB, while the page is blocked`, () =>
    inEngine(name, stage, async (page) => {
      await talk(page, stage.url, { file: '/voice.wav', echo: 0.1 }, { bargeIn: 'duck' });
      const line = await stage.server.nextLine();
      const say3seconds = (id: string): void => {
        for (const piece of spoken(id, inPieces(sentence, voiceRate, 0.2))) line.send(piece);
        line.send(assistantEnd);
      };
      const count = async (type: 'playback-started' | 'playback-ended'): Promise<number> =>
        (await told(page, type)).length;

      await page.evaluate(() => window.engine.blockMainThread(400, 1000));
      say3seconds('over its own echo');
      await expect.poll(() => count('playback-ended'), { timeout: 10_000 }).toBe(1);
      await page.evaluate(() => window.engine.blockMainThread(0, 0));
      say3seconds('over the user');
      await expect.poll(() => count('playback-started')).toBe(2);
      const start = await page.evaluate(() => window.engine.speak(1000));
      await expect.poll(() => count('playback-ended'), { timeout: 10_000 }).toBe(2);

      const { samples, sampleRate, firstFrame } = await recorded(page, stage);
      await page.evaluate(() => window.engine.client.disconnect());
      const [alone, under] = stretches(samples, sampleRate, 0, samples.length, 0.2);
      if (!alone || !under) throw new Error('The assistant was not heard twice.');
      const own = levels(samples.subarray(alone.start, alone.end), sampleRate, 0.1);
      const sent = levels(sentence, voiceRate, 0.1);
      const changed = own.map((level, i) => level - (sent[i] ?? level));
      const onset = start + quiet * sampleRate - firstFrame;
      const before = levels(samples.subarray(alone.start, alone.end), sampleRate, 0.005);
      const gains = levels(samples.subarray(under.start, under.end), sampleRate, 0.005).map(
        (level, i) => level - (before[i] ?? level),
      );
      const lowered = gains.flatMap((gain, i) => (Math.abs(gain + 12) < 0.5 ? [i * 5] : []));
      const spokenAt = ((onset - under.start) / sampleRate) * 1000;
      const [first = NaN] = lowered;
      const last = lowered.at(-1) ?? NaN;
      say(
        `${name}, duck while blocked: 12 dB lower ${Math.round(first - spokenAt)} ms after the user began, for ${last - first} ms; over its own echo at most ${Math.max(...changed.map(Math.abs)).toFixed(1)} dB off`,
      );
      expect(Math.max(...changed.map(Math.abs)), 'dB, over its own echo').toBeLessThan(2);
      expect(spokenAt, 'the user speaks over the assistant').toBeGreaterThan(100);
      expect(gains.slice(2, Math.floor(spokenAt / 5)).every((gain) => Math.abs(gain) < 1)).toBe(
        true,
      );
      expect(first - spokenAt, 'ms from the voice to 12 dB lower').toBeLessThan(60);
      expect(last - first, 'ms at 12 dB lower').toBeGreaterThan(600);
      expect(gains.at(-10)).toBeCloseTo(0, 0);
    }));
}

/** dB of each so many seconds. */
function levels(samples: Float32Array, sampleRate: number, seconds: number): number[] {
  const window = Math.round(sampleRate * seconds);
  return Array.from({ length: Math.floor(samples.length / window) }, (_, i) => {
    const part = samples.subarray(i * window, (i + 1) * window);
    return 10 * Math.log10(part.reduce((sum, sample) => sum + sample * sample, 0) / window);
  });
}
