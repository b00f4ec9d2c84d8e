import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { build } from 'vite';
import { readRecording } from '../voice/analysis/recording.ts';
import type { Recording } from '../voice/analysis/recording.ts';
import { stretches } from '../voice/analysis/sound.ts';
import { BenchServer } from '../voice/server/bench-server.ts';
import { wav } from '../voice/signals/wav.ts';
import { openBrowser } from '../voice/stage.ts';
import { WallClock } from '../voice/wall-clock.ts';
import { rate } from './sounds.ts';
import type { Sound } from './sounds.ts';

/** Seconds until the sound begins, by which a story is told; and for which is listened behind it. */
const lead = 8;
const tail = 5;
/** Seconds of silence in which nobody tells a story any more: its sentences follow one another sooner. */
const stopped = 0.9;
/** Seconds behind the sound in which what it leads to has begun. */
const consequence = 2;

/** What became of the assistant's voice. */
export interface Heard {
  sound: Sound;
  /** ms from the sound's last audible sample until the voice had stopped, below 0 before that; absent: it went on. */
  stoppedAfter?: number;
  /** How often the server told the page that it interrupts the assistant, and that it does not. */
  told: { interrupted: number; dismissed: number };
}

/** What came of a call. */
interface Recorded {
  /** What the microphone gave, and what went to the speaker. */
  source: Recording;
  speaker: Recording;
  told: Heard['told'];
}

/** A page of the built kit. Its microphone is a file, and what it plays is listened to. */
export class ListeningPage {
  readonly #folder: string;
  readonly #url: string;

  private constructor(folder: string, url: string) {
    this.#folder = folder;
    this.#url = url;
  }

  /** @param url of the server that is spoken to */
  static async build(url: string): Promise<ListeningPage> {
    const folder = await mkdtemp(join(tmpdir(), 'voice-ear-'));
    await build({
      root: join(import.meta.dirname, 'page'),
      configFile: false,
      logLevel: 'error',
      worker: { format: 'es' },
      build: { outDir: join(folder, 'site'), target: 'es2022', chunkSizeWarningLimit: 2000 },
    });
    return new ListeningPage(folder, url);
  }

  /** Lets the microphone hear a sound in the middle of a story. */
  async hear(sound: Sound): Promise<Heard> {
    for (let attempt = 1; ; attempt += 1) {
      const { source, speaker, told } = await this.#record(sound);
      const at = placeOf(sound, source);
      if (at && tells(speaker, at.from)) return { sound, told, ...stopOf(speaker, at) };
      if (attempt === 3) throw new Error(`No story was told when ${sound.name} began.`);
    }
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #record({ samples }: Sound): Promise<Recorded> {
    const scene = new Float32Array(Math.round(lead * rate) + samples.length + 60 * rate);
    scene.set(
      Float32Array.from(samples, (sample) => sample / 0x8000),
      lead * rate,
    );
    const own = await mkdtemp(join(this.#folder, 'call-'));
    const file = join(own, 'microphone.wav');
    await writeFile(file, wav(scene, rate));
    const server = new BenchServer(join(this.#folder, 'site'), new WallClock());
    const browser = await openBrowser(file);
    try {
      const page = await browser.newPage();
      await page.goto(await server.listen());
      await page.evaluate((url) => window.ear.begin(url), this.#url);
      await page.waitForTimeout((lead + tail) * 1000 + samples.length / (rate / 1000));
      const recorded = async (save: (page: Page) => Promise<void>): Promise<Recording> => {
        await save(page);
        return readRecording(await server.nextRecording());
      };
      return {
        told: await page.evaluate(() => window.ear.told()),
        source: await recorded((one) => one.evaluate(() => window.ear.saveSource())),
        speaker: await recorded((one) => one.evaluate(() => window.ear.saveSpeaker())),
      };
    } finally {
      await browser.close();
      await server.close();
      await rm(own, { recursive: true, force: true });
    }
  }
}

/** When the sound was heard by the microphone, in ms; undefined where it was not. */
function placeOf(
  { from, until }: Sound,
  source: Recording,
): { from: number; until: number } | undefined {
  const peak = source.samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const first = source.samples.findIndex((sample) => Math.abs(sample) > peak / 10);
  if (peak < 0.002 || first < 0) return undefined;
  const at = source.heardAt(first);
  return { from: at, until: at + until - from };
}

/** Whether something sounded in the second before. */
function tells(recording: Recording, at: number): boolean {
  const [start, end] = [recording.sampleAt(at - 1000), recording.sampleAt(at)];
  return stretches(recording.samples, recording.sampleRate, start, end, 0.05).length > 0;
}

function stopOf(
  recording: Recording,
  { from, until }: { from: number; until: number },
): { stoppedAfter?: number } {
  const { samples, sampleRate } = recording;
  const told = stretches(samples, sampleRate, 0, samples.length, stopped);
  const end = told
    .map((part) => recording.heardAt(part.end - 1))
    .find((at) => at >= from && at <= until + consequence * 1000);
  return end === undefined ? {} : { stoppedAfter: end - until };
}
