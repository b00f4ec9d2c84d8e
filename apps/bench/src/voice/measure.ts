import { arch, cpus, loadavg, platform } from 'node:os';
import { circumstances, connect } from './experiments/connecting.ts';
import { converse } from './experiments/conversation.ts';
import type { Condition, ConversationFigures } from './experiments/conversation.ts';
import { growHeap } from './experiments/heap.ts';
import { cutLate, playLate, playSine } from './experiments/late-lines.ts';
import type { LateFigures } from './experiments/late-lines.ts';
import { watchMainThread } from './experiments/main-thread.ts';
import { listen } from './experiments/microphone.ts';
import { playAtOnce, playAtPace } from './experiments/playback.ts';
import { sizeOf } from './experiments/sizes.ts';
import type { SizeFigures } from './experiments/sizes.ts';
import { interruptOften } from './experiments/stale-samples.ts';
import { computeLate } from './experiments/stretching-cost.ts';
import { validate } from './experiments/validation.ts';
import type { Options } from './options.ts';
import type { ClientName } from './page/main.ts';
import type { PerClient, Results } from './results.ts';
import { seededRandom, shuffled } from './signals/random.ts';
import { lines } from './server/late-line.ts';
import { coreOf } from './stage.ts';
import type { Stage } from './stage.ts';

/** Runs all experiments; within each, the clients take turns in random order, so that noise hits all alike. */
export async function measure(stage: Stage, options: Options): Promise<Results> {
  const { rounds, paced, minutes, interruptions, only } = options;
  const random = seededRandom(2026);
  const load = [loadavg()[0] ?? NaN];
  const before: ClientName[] = options.before === undefined ? [] : ['before'];
  const everyone: ClientName[] = [
    'bare',
    'vivavoce',
    ...before,
    'voice-react',
    ...(options.voiceReactWorklet === undefined ? [] : (['voice-react-worklet'] as const)),
  ];

  const takeTurns = async <T>(
    name: string,
    clients: readonly ClientName[],
    count: number,
    work: (client: ClientName) => Promise<T>,
  ): Promise<PerClient<T>> => {
    const figures: PerClient<T> = {};
    for (let round = 1; round <= count; round += 1) {
      say(`${name}: ${round} of ${count}`);
      for (const client of shuffled(clients, random)) {
        (figures[client] ??= []).push(await work(client));
      }
    }
    return figures;
  };
  const conversation = (condition: Condition): Promise<PerClient<ConversationFigures>> =>
    takeTurns(`conversation, ${condition}`, everyone, rounds, (client) =>
      converse(stage, client, condition, random),
    );
  const wanted = (name: string): boolean => only.length === 0 || only.includes(name);

  const results: { -readonly [Name in keyof Results]: Results[Name] } = {
    machine: {
      date: new Date().toISOString().slice(0, 10),
      node: process.version,
      browser: `Chromium ${stage.browser.version()}`,
      system: `${platform()} ${arch()}`,
      cores: cpus().length,
      processor: cpus()[0]?.model ?? 'unknown',
      load,
    },
  };
  if (wanted('sizes')) results.sizes = await sizes(options.before);
  if (wanted('validation')) results.validation = await validate(stage, rounds * 2);
  if (wanted('connecting')) {
    results.connecting = [];
    for (const one of circumstances) {
      const name = `connecting, ${one.roundTrip} ms, ${one.allowed ? 'allowed' : 'asked'}`;
      const clients: ClientName[] = [...everyone, 'prepared'];
      const figures = await takeTurns(
        name,
        clients.filter((client) => client !== 'voice-react-worklet'),
        rounds * 2,
        (client) => connect(stage, client, one),
      );
      results.connecting.push({ ...one, figures });
    }
  }
  if (wanted('microphone')) {
    results.microphone = await takeTurns(
      'microphone',
      everyone.filter((client) => !client.startsWith('voice-react')),
      rounds * 3,
      (client) => listen(stage, client),
    );
  }
  if (wanted('conversation')) {
    results.free = await conversation('free');
    results.blocked = await conversation('blocked');
  }
  if (wanted('playback')) {
    results.atOnce = await takeTurns('at once', everyone, Math.ceil(rounds / 3), (client) =>
      playAtOnce(stage, client),
    );
    const seed = 4;
    results.jitter = await takeTurns('at pace, with jitter', everyone, 1, (client) =>
      playAtPace(
        stage,
        client,
        { seconds: paced, jitter: 80, ahead: 0, condition: 'free' },
        seededRandom(seed),
      ),
    );
    results.pacedBlocked = await takeTurns(
      'at pace, blocked',
      everyone,
      Math.ceil(rounds / 5),
      (client) =>
        playAtPace(
          stage,
          client,
          { seconds: 10, jitter: 0, ahead: 150, condition: 'blocked' },
          seededRandom(seed),
        ),
    );
  }
  if (wanted('late')) {
    const seed = 6;
    const seconds = paced / 2;
    const others: ClientName[] = [
      'vivavoce',
      ...before,
      'unstretched',
      'cushion-100',
      'cushion-200',
    ];
    const played: { name: string; figures: PerClient<LateFigures> }[] = [];
    for (const line of lines) {
      const figures = await takeTurns(`late, ${line.name}`, others, 1, (client) =>
        playLate(stage, client, line, seconds, seededRandom(seed)),
      );
      played.push({ name: line.name, figures });
    }
    const [, jitter, , lossy] = lines;
    if (!jitter || !lossy) throw new Error('A line is missing.');
    say('late, on a virtual clock');
    results.late = {
      cost: computeLate(jitter),
      lines: played,
      sine: await takeTurns('late, a sine', others, 1, (client) =>
        playSine(stage, client, jitter, seconds, seededRandom(seed)),
      ),
      heard: await takeTurns('late, and cut', ['vivavoce'], Math.ceil(rounds / 5), (client) =>
        cutLate(stage, client, lossy, 6, random),
      ),
    };
  }
  if (wanted('main-thread')) {
    results.mainThread = await takeTurns(
      'main thread',
      ['none', ...everyone],
      Math.ceil(rounds / 3),
      (client) => watchMainThread(stage, client, 8),
    );
  }
  if (wanted('heap')) {
    const watched = everyone.filter((client) => client !== 'voice-react');
    results.heap = await takeTurns('heap', watched, 1, (client) =>
      growHeap(stage, client, minutes, 9),
    );
  }
  if (wanted('stale')) {
    say('interruptions on a virtual clock');
    results.stale = interruptOften(interruptions);
  }
  load.push(loadavg()[0] ?? NaN);
  return results;
}

async function sizes(before: string | undefined): Promise<PerClient<SizeFigures>> {
  say('sizes');
  return {
    vivavoce: [await sizeOf("export { VoiceClient } from '@vivavoce/core';")],
    ...(before !== undefined && {
      before: [await sizeOf(`export { VoiceClient } from '${coreOf(before)}';`)],
    }),
    'voice-react': [await sizeOf("export { VoiceProvider, useVoice } from '@humeai/voice-react';")],
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
