import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gaps, stretches } from '../../apps/bench/src/voice/analysis/sound.ts';
import { assistantEnd, spoken, voiceRate } from '../../apps/bench/src/voice/server/messages.ts';
import { inPieces, tone } from '../../apps/bench/src/voice/signals/tone.ts';
import { createServer } from '../../packages/server/src/index.ts';
import { concatenate, silence, writeWav } from '../journeys/support/sound.ts';
import { makeSpeech, speechRate } from '../journeys/support/speech.ts';
import { recorded, talk, told } from './support/conversation.ts';
import { inEngine, namesHere, say } from './support/in-engine.ts';
import { serveEngines } from './support/stage.ts';
import type { EngineStage } from './support/stage.ts';
import { speechOf, tears } from './support/uplink-sound.ts';

/** Hz of the two voices: sines, in which every break shows. */
const user = 400;
const assistant = 440;

/** ms of sound that is sent at once, before the rest follows at its own pace. Firefox and WebKit let a Worker's socket wait for the page, 400 ms here. */
const ahead: Record<string, number> = { Chromium: 300, Firefox: 600, WebKitGTK: 600 };

let stage: EngineStage;
beforeAll(async () => {
  stage = await serveEngines();
  const [request, interruption] = await makeSpeech(['tell me a long story', 'please stop']);
  const pause = (seconds: number): Int16Array => silence(seconds, speechRate);
  writeWav(
    join(stage.folder, 'voice.wav'),
    concatenate(pause(0.5), request, pause(4), interruption, pause(3)),
    speechRate,
  );
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

for (const name of namesHere()) {
  test(`${name}: a spoken question is answered aloud, and the answer stops for the user`, () =>
    inEngine(name, stage, async (page) => {
      const server = await createServer({ port: 0, recogniser: 'soundswallower' }).listen();
      try {
        await talk(page, server.url, { file: '/voice.wav' });
        expect(await told(page, 'warning'), 'the voice has a thread of its own').toEqual([]);
        await page.evaluate(() => window.engine.speak());
        // A sentence may have ended before somebody speaks over the next.
        const cuts = async () =>
          (await told(page, 'playback-ended')).filter(({ heard }) => heard.cut);
        await expect.poll(async () => (await cuts()).length, { timeout: 30_000 }).toBe(1);
        const words = (await told(page, 'message')).flatMap(({ message }) =>
          message.type === 'user_message' && !message.interim ? [message.message.content] : [],
        );
        expect(words[0]).toBe('tell me a long story');
        const [cut] = await told(page, 'interrupted');
        expect(cut?.by).toBe('server');
        const turns = async () =>
          (await told(page, 'turn-metrics')).filter(({ turn }) => turn.interruptionDelay !== null);
        await expect.poll(async () => (await turns()).length).toBeGreaterThan(0);
        const [turn] = await turns();
        const { samples, sampleRate } = await recorded(page, stage);
        const sound = stretches(samples, sampleRate, 0, samples.length, 1);
        const seconds = sound.reduce((sum, part) => sum + part.end - part.start, 0) / sampleRate;
        expect(seconds).toBeGreaterThan(1);
        const { responseDelay, playbackDelay, interruptionDelay } = turn?.turn ?? {};
        expect(interruptionDelay, 'ms from interruption to silence').toBeLessThan(250);
        say(
          `${name} ${page.version}: end of speech → answer ${round(responseDelay)} ms, first byte → sound ${round(playbackDelay)} ms, interruption → silence ${round(interruptionDelay)} ms`,
        );
      } finally {
        await page.evaluate(() => window.engine.client.disconnect());
        await server.close();
      }
    }));

  test(`${name}: with the page blocked 400 ms in every second no chunk is lost and no sound has a gap`, () =>
    inEngine(name, stage, async (page) => {
      await talk(page, stage.url, { sine: user });
      const line = await stage.server.nextLine();
      expect(await told(page, 'warning'), 'the voice has a thread of its own').toEqual([]);
      await page.evaluate(() => window.engine.blockMainThread(400, 1000));

      // Five seconds at real time, then three at once, as a server sends a sentence.
      const start = Date.now();
      const paced = inPieces(tone(assistant, voiceRate, 5), voiceRate, 0.2);
      for (const [i, piece] of spoken('paced', paced).entries()) {
        await until(start + i * 200 - (ahead[name] ?? 0));
        line.send(piece);
      }
      line.send(assistantEnd);
      await until(start + 6000);
      const atOnce = inPieces(tone(assistant, voiceRate, 3), voiceRate, 0.2);
      for (const piece of spoken('at once', atOnce)) line.send(piece);
      line.send(assistantEnd);
      await until(start + 10_000);

      await page.evaluate(() => window.engine.blockMainThread(0, 0));
      await page.evaluate(() => window.engine.client.setMuted(true));
      await expect.poll(async () => (await told(page, 'playback-ended')).length).toBe(2);
      const metrics = await page.evaluate(() => window.engine.client.readMetrics());
      const { samples, sampleRate } = await recorded(page, stage);
      const sounds = stretches(samples, sampleRate, 0, samples.length, 0.45);
      const holes = sounds.flatMap((sound) => gaps(samples, sampleRate, sound));
      const { torn, skipped } = tears(speechOf(line.frames), user);
      const at = line.frames.map((frame) => frame.at);
      const late = Math.max(...at.slice(1).map((time, i) => time - (at[i] ?? time)));
      say(
        `${name}, blocked: ${holes.length} gaps, ${metrics?.playback.underruns} underruns; ${torn} chunks lost of ${metrics?.uplink.sent}, ${skipped} times the engine's own clock skipped; longest wait between two chunks at the server ${round(late)} ms`,
      );
      expect(sounds.map(({ start: from, end }) => Math.round((end - from) / sampleRate))).toEqual([
        5, 3,
      ]);
      // Ten seconds of sound each way are no news for the page.
      expect(await page.evaluate(() => window.engine.told.length)).toBeLessThan(40);
      expect(holes).toEqual([]);
      expect(metrics?.playback.underruns).toBe(0);
      expect(metrics?.uplink).toMatchObject({ waiting: 0, dropped: 0 });
      expect(metrics?.uplink.sent).toBeGreaterThan(9_000 / 20);
      expect(torn, 'places at which the sine at the server is torn').toBe(0);
      await page.evaluate(() => window.engine.client.disconnect());
    }));

  test(`${name}: where no port reaches the Worker the page takes over within 500 ms, and says why`, () =>
    inEngine(name, stage, async (page) => {
      await page.evaluate(() => window.engine.losePorts());
      await talk(page, stage.url, 'device');
      // The Worker had dialled beside, and has hung up.
      await stage.server.nextLine();
      const line = await stage.server.nextLine();
      const warnings = await told(page, 'warning');
      expect(warnings.map(({ message }) => message)).toEqual([
        'The voice runs on the main thread: the audio thread did not answer the Worker within 500 ms.',
      ]);
      const waited = await page.evaluate(() => window.engine.waited());
      say(`${name}, ports lost: the page took over ${round(waited)} ms after the sound ran`);
      expect(waited).toBeLessThan(1000);
      // The engine's own microphone goes up, and sound comes down.
      await expect
        .poll(() => speechOf(line.frames).some((sample) => Math.abs(sample) > 0.01), {
          timeout: 10_000,
        })
        .toBe(true);
      for (const piece of spoken('a', [tone(assistant, voiceRate, 0.3)])) line.send(piece);
      line.send(assistantEnd);
      await expect.poll(async () => (await told(page, 'playback-ended')).length).toBe(1);
      await page.evaluate(() => window.engine.client.disconnect());
    }));
}

function round(ms: number | null | undefined): string {
  return ms == null ? '–' : String(Math.round(ms));
}

async function until(time: number): Promise<void> {
  await new Promise((settle) => setTimeout(settle, time - Date.now()));
}
