import { expect } from 'vitest';
import { readRecording } from '../../../apps/bench/src/voice/analysis/recording.ts';
import type { Recording } from '../../../apps/bench/src/voice/analysis/recording.ts';
import type { VoiceClientOptions } from '../../../packages/core/src/index.ts';
import type { Ear } from '../page/main.ts';
import type { EnginePage } from './engine.ts';
import type { EngineStage } from './stage.ts';

type Told = Window['engine']['told'][number];

/** Opens the page anew, until its script runs. */
export async function ready(page: EnginePage, url: string): Promise<void> {
  await page.open(url);
  await expect.poll(() => page.evaluate(() => 'engine' in window)).toBe(true);
}

/** A click on connect, until the conversation is up. */
export async function talk(
  page: EnginePage,
  url: string,
  ear: Ear,
  options: Pick<VoiceClientOptions, 'bargeIn'> = {},
): Promise<void> {
  await page.evaluate((all, hears) => window.engine.make(all, hears), { ...options, url }, ear);
  await page.click();
  await expect
    .poll(() => page.evaluate(() => window.engine.ended), { timeout: 15_000 })
    .not.toBeNull();
  expect(await page.evaluate(() => window.engine.ended)).toBe('');
}

/** All that the client told so far, of that type. */
export function told<Type extends Told['type']>(
  page: EnginePage,
  type: Type,
): Promise<Extract<Told, { type: Type }>[]> {
  return page.evaluate(
    (wanted) => window.engine.told.filter((event) => event.type === wanted),
    type as string,
  ) as Promise<Extract<Told, { type: Type }>[]>;
}

/** What went to the speaker so far. */
export async function recorded(page: EnginePage, { server }: EngineStage): Promise<Recording> {
  const saved = page.evaluate(() => window.engine.saveSpeaker());
  const recording = readRecording(await server.nextRecording());
  await saved;
  return recording;
}
