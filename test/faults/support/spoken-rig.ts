import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { concatenate, silence, writeWav } from '../../journeys/support/sound.ts';
import { makeSpeech, speechRate } from '../../journeys/support/speech.ts';
import { rig, told } from './rig.ts';
import type { Rig } from './rig.ts';

/** What a microphone says, in two utterances. */
export const early = 'hello there how are you today';
/** The second of them. */
export const late = 'tell me a long story';

/** Where each of the two begins in the microphone's file, in s. */
export interface Times {
  readonly early: number;
  readonly late: number;
}

/** Rigs whose microphone speaks. */
export class SpokenRigs implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vivavoce-'));
  readonly #spoken: readonly Int16Array[];

  private constructor(spoken: readonly Int16Array[]) {
    this.#spoken = spoken;
  }

  static async prepare(): Promise<SpokenRigs> {
    return new SpokenRigs(await makeSpeech([early, late]));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async raise(times: Times): Promise<Rig> {
    const plays = join(this.#folder, `${times.early}-${times.late}.wav`);
    const [first = new Int16Array(), second = new Int16Array()] = this.#spoken;
    const gap = times.late - times.early - first.length / speechRate;
    const pause = (seconds: number): Int16Array => silence(seconds, speechRate);
    writeWav(
      plays,
      concatenate(pause(times.early), first, pause(gap), second, pause(60)),
      speechRate,
    );
    return rig({ microphone: { plays }, server: { recogniser: 'soundswallower' } });
  }
}

/** Connects; resolves with the time at which the microphone's file began. */
export async function connect(
  { page, proxy }: Rig,
  speechBuffer: number,
  delay: number,
): Promise<number> {
  await page.evaluate(([url, ring, wait]) => window.rig.make({ url, speechBuffer: ring }, wait), [
    proxy.url,
    speechBuffer,
    delay,
  ] as const);
  const begin = Date.now();
  expect(await page.evaluate(() => window.rig.connect())).toBe('');
  return begin;
}

/** What was understood so far, final words only. */
export const words = async ({ page }: Rig): Promise<string[]> =>
  (await told(page, 'message')).flatMap(({ message }) =>
    message.type === 'user_message' && !message.interim ? [message.message.content ?? ''] : [],
  );

/** How often the line came back. */
export const reconnects = async ({ page }: Rig): Promise<number> =>
  (await told(page, 'connection')).filter(
    ({ connection }, i) => i > 1 && connection.status === 'connected',
  ).length;
