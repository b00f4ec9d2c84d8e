import { readFile, readdir } from 'node:fs/promises';
import { arch, cpus, loadavg, platform } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../../../../scripts/tools.mjs';
import { pass } from '../voice/call.ts';
import type { PlaybackFigures } from '../voice/experiments/playback.ts';
import { sizeOf } from '../voice/experiments/sizes.ts';
import type { SizeFigures } from '../voice/experiments/sizes.ts';
import type { Machine } from '../voice/results.ts';
import { seededRandom, shuffled } from '../voice/signals/random.ts';
import { watchPage } from './experiments/busyness.ts';
import type { BusyFigures } from './experiments/busyness.ts';
import { connect } from './experiments/connecting.ts';
import type { ConnectFigures } from '../voice/experiments/connecting.ts';
import { converse } from './experiments/conversation.ts';
import type { ConversationFigures } from './experiments/conversation.ts';
import { playWithJitter } from './experiments/jitter.ts';
import { cuts, truncate } from './experiments/truncation.ts';
import type { CutName, TruncationFigures } from './experiments/truncation.ts';
import type { AppName } from './page/main.tsx';
import type { Stage } from './stage.ts';

/** How much is measured. */
export interface Amount {
  /** Calls of each app in each experiment. */
  readonly rounds: number;
  /** Seconds of the sound with jitter. */
  readonly paced: number;
}

export type PerApp<T> = Partial<Record<AppName, T[]>>;

/** Bytes of the script of a voice thread, minified and gzipped. */
export type Workers = Readonly<Record<'evi' | 'openai' | 'gemini', number>>;

/** Everything that was measured in a run. */
export interface Results {
  readonly machine: Machine;
  readonly amount: Amount;
  readonly free: PerApp<ConversationFigures>;
  readonly blocked: PerApp<ConversationFigures>;
  readonly jitter: PerApp<PlaybackFigures>;
  readonly truncation: Record<CutName, PerApp<TruncationFigures>>;
  readonly connecting: PerApp<ConnectFigures>;
  readonly busy: PerApp<BusyFigures>;
  readonly sizes: PerApp<SizeFigures>;
  readonly workers: Workers;
}

const everyone: readonly AppName[] = ['openai', 'use-realtime', 'evi'];
/** EVI is never told what was heard. */
const tellers: readonly AppName[] = ['openai', 'use-realtime'];

/** Runs all experiments; within each, the apps take turns in random order, so that noise hits all alike. */
export async function measure(stage: Stage, amount: Amount): Promise<Results> {
  const { rounds, paced } = amount;
  const random = seededRandom(2026);
  const load = [loadavg()[0] ?? NaN];

  const takeTurns = async <T>(
    what: string,
    apps: readonly AppName[],
    count: number,
    work: (app: AppName) => Promise<T>,
  ): Promise<PerApp<T>> => {
    const figures: PerApp<T> = {};
    for (let round = 1; round <= count; round += 1) {
      for (const app of shuffled(apps, random)) {
        process.stderr.write(`${what}, ${app}: ${round} of ${count}\n`);
        (figures[app] ??= []).push(await work(app));
        await pass(300);
      }
    }
    return figures;
  };

  const connecting = await takeTurns('connecting', everyone, rounds * 2, (app) =>
    connect(stage, app),
  );
  const [free, blocked] = [
    await takeTurns('free', everyone, rounds, (app) => converse(stage, app, 'free', random)),
    await takeTurns('blocked', everyone, rounds, (app) => converse(stage, app, 'blocked', random)),
  ];
  const truncation = {} as Record<CutName, PerApp<TruncationFigures>>;
  for (const name of Object.keys(cuts) as CutName[]) {
    truncation[name] = await takeTurns(name, tellers, rounds, (app) =>
      truncate(stage, app, name, random),
    );
  }
  const jitter = await takeTurns('jitter', everyone, Math.ceil(rounds / 5), (app) =>
    // The same lateness for each.
    playWithJitter(stage, app, paced, 80, seededRandom(4)),
  );
  const busy = await takeTurns('busyness', everyone, Math.ceil(rounds / 3), (app) =>
    watchPage(stage, app, 8),
  );
  load.push(loadavg()[0] ?? NaN);
  return {
    machine: {
      date: new Date().toISOString().slice(0, 10),
      node: process.version,
      browser: `Chromium ${stage.browser.version()}`,
      system: `${platform()} ${arch()}`,
      cores: cpus().length,
      processor: cpus()[0]?.model ?? 'unknown',
      load,
    },
    amount,
    free,
    blocked,
    jitter,
    truncation,
    connecting,
    busy,
    sizes: await sizes(),
    workers: {
      evi: await zipped('packages/core/assets/voice-worker.js'),
      openai: await zipped(await chunk('openai-voice')),
      gemini: await zipped(await chunk('gemini-voice')),
    },
  };
}

async function sizes(): Promise<PerApp<SizeFigures>> {
  const face = "export { VoiceProvider, useVoice } from '@vivavoce/react';";
  return {
    openai: [await sizeOf(`${face} export { openai } from '@vivavoce/realtime';`)],
    'use-realtime': [
      await sizeOf(
        "export { experimental_useRealtime } from '@ai-sdk/react'; export { openai } from '@ai-sdk/openai';",
      ),
    ],
    evi: [await sizeOf(face)],
  };
}

/** What of realtime is put before EVI's own voice thread. */
async function chunk(name: string): Promise<string> {
  const folder = 'packages/realtime/dist';
  const files = await readdir(join(root, folder));
  return `${folder}/${files.find((file) => file.startsWith(name) && file.endsWith('.js'))}`;
}

async function zipped(file: string): Promise<number> {
  return gzipSync(await readFile(join(root, file)), { level: 9 }).length;
}
