import { arch, cpus, loadavg, platform } from 'node:os';
import { pass } from '../voice/call.ts';
import type { Machine } from '../voice/results.ts';
import { seededRandom, shuffled } from '../voice/signals/random.ts';
import { converse, phases } from './experiments/conversation.ts';
import type { ConversationFigures, Phase } from './experiments/conversation.ts';
import { brushTimeline } from './experiments/timeline.ts';
import type { TimelineFigures } from './experiments/timeline.ts';
import { appendEntries } from './experiments/transcript.ts';
import type { TranscriptFigures } from './experiments/transcript.ts';
import { drawFrames, shapes } from './experiments/visualizer.ts';
import type { Shape, VisualizerFigures } from './experiments/visualizer.ts';
import type { Stage } from './stage.ts';

/** Who is compared. */
export type Contender = (typeof contenders)[number];
export const contenders = ['vivavoce', 'voice-react'] as const;

/** How much is measured. */
export interface Amount {
  /** How often each is measured. */
  readonly rounds: number;
  /** Seconds of each conversation. */
  readonly seconds: number;
  /** Entries of the long transcript. */
  readonly entries: number;
}

/** Everything that was measured in a run. */
export interface Results {
  readonly machine: Machine;
  readonly amount: Amount;
  readonly conversation: Record<Phase, Record<Contender, ConversationFigures[]>>;
  readonly transcript: Record<Contender, TranscriptFigures[]>;
  readonly timeline: Record<'timeline', TimelineFigures[]>;
  readonly visualizer: Record<Shape, VisualizerFigures[]>;
}

/** Runs all experiments; within each, the apps take turns in random order, so that noise hits all alike. */
export async function measure(stage: Stage, amount: Amount): Promise<Results> {
  const { rounds, seconds, entries } = amount;
  const random = seededRandom(2026);
  const load = [loadavg()[0] ?? NaN];

  const takeTurns = async <Name extends string, T>(
    what: string,
    names: readonly Name[],
    work: (name: Name) => Promise<T>,
  ): Promise<Record<Name, T[]>> => {
    const figures = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Name, T[]>;
    for (let round = 1; round <= rounds; round += 1) {
      for (const name of shuffled(names, random)) {
        process.stderr.write(`${what}, ${name}: ${String(round)} of ${String(rounds)}\n`);
        figures[name].push(await work(name));
        await pass(500);
      }
    }
    return figures;
  };

  const conversation = {} as Results['conversation'];
  for (const phase of phases) {
    conversation[phase] = await takeTurns(phase, contenders, (app) =>
      converse(stage, app, phase, seconds),
    );
  }
  const transcript = await takeTurns('transcript', contenders, (app) =>
    appendEntries(stage, app, entries),
  );
  const timeline = await takeTurns('scores', ['timeline'], () => brushTimeline(stage));
  const visualizer = await takeTurns('visualizer', shapes, (shape) =>
    drawFrames(stage, shape, seconds),
  );
  load.push(loadavg()[0] ?? NaN);
  return {
    machine: {
      date: new Date().toISOString().slice(0, 10),
      node: process.version,
      browser: `Chromium ${stage.silent.version()}`,
      system: `${platform()} ${arch()}`,
      cores: cpus().length,
      processor: cpus()[0]?.model ?? 'unknown',
      load,
    },
    amount,
    conversation,
    transcript,
    timeline,
    visualizer,
  };
}
