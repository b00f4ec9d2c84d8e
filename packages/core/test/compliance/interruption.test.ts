import type { AudioOutput } from '@vivavoce/evi';
import { expect, test } from 'vitest';
import { AdaptiveJitterPolicy } from '../../src/audio/playback/jitter-policy.ts';
import { PlaybackQueue } from '../../src/audio/playback/playback-queue.ts';
import { TurnMeter } from '../../src/session/metrics.ts';
import { Player } from '../../src/session/playback/player.ts';
import type { PlaybackCommand, PlaybackReport } from '../../src/worklets/messages.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { audioOutput } from '../support/wave.ts';

const rate = 16_000;
const quantum = 128;
/** What may still sound after a clear: one quantum until it is heard of, the fade, and the smoothing of its end. */
const grace = quantum + 0.008 * rate + 0.003 * rate;

/** Both ends of the playback port without a port between them: the session's player and the audio thread's queue. */
class Rig {
  readonly clock = new ManualClock();
  readonly queue = new PlaybackQueue({
    sampleRate: rate,
    fadeDuration: 6,
    policy: new AdaptiveJitterPolicy(),
    report: (report) => this.#report(report),
  });
  readonly player = new Player(this.clock, new TurnMeter(), noop);
  frame = 0;

  constructor() {
    this.player.attach({
      sampleRate: rate,
      port: { postMessage: (command) => this.#obey(command) },
    });
  }

  /** Renders one quantum and answers it. */
  render(): Float32Array {
    const output = new Float32Array(quantum);
    this.queue.render(output, this.frame);
    this.frame += quantum;
    this.clock.pass((quantum / rate) * 1000);
    return output;
  }

  #obey(command: PlaybackCommand): void {
    if (command.type === 'enqueue') this.queue.enqueue(command.messageId, command.samples);
    if (command.type === 'finish') this.queue.finish(command.messageId);
    if (command.type === 'clear') this.queue.clear();
  }

  #report(report: PlaybackReport): void {
    // As a port would: later, and never from within `render`.
    queueMicrotask(() => this.player.handleReport(report));
  }
}

test('no sample of an interrupted answer is heard after the fade, in 1,000 seeded interruptions with pieces late, doubled and out of order', async () => {
  const random = seeded(20_261_122);
  let stale = 0;
  let heardBefore = 0;
  let heardAfter = 0;
  for (let round = 0; round < 1000; round += 1) {
    const rig = new Rig();
    // The answer that is interrupted is positive, the one that follows is negative: every sample says whose it is.
    const old = shuffled(answer('old', 0.5, random), random);
    const next = answer('next', -0.5, random);
    const cutAt = Math.floor(random() * 60);
    let cutFrame = Infinity;
    // As `assistant_message` announces them, before their sound.
    for (const { id } of old) rig.player.announce(id);
    for (let step = 0; step < 140; step += 1) {
      if (step === cutAt) {
        rig.player.interrupt();
        cutFrame = rig.frame;
      }
      const piece = random() < 0.4 ? old.shift() : undefined;
      if (piece) rig.player.play(piece);
      if (step > cutAt + 3 && random() < 0.6) {
        const reply = next.shift();
        if (reply) rig.player.play(reply);
      }
      for (const [i, sample] of rig.render().entries()) {
        const frame = rig.frame - quantum + i;
        if (sample > 0.001 && frame > cutFrame + grace) stale += 1;
        if (sample > 0.4) heardBefore += 1;
        if (sample < -0.4) heardAfter += 1;
      }
      await Promise.resolve();
    }
    rig.player.dispose();
  }
  expect(stale).toBe(0);
  expect(heardBefore).toBeGreaterThan(1_000_000);
  expect(heardAfter).toBeGreaterThan(1_000_000);
}, 60_000);

/** Two messages of a few pieces each, all at that level. */
function answer(name: string, level: number, random: () => number): AudioOutput[] {
  return [0, 1].flatMap((message) =>
    Array.from(
      { length: 2 + Math.floor(random() * 6) },
      (_, index) =>
        audioOutput(
          `${name}-${message}`,
          index,
          new Float32Array(200 + Math.floor(random() * 2000)).fill(level),
          rate,
        ) as AudioOutput,
    ),
  );
}

/** Out of order, and some of them twice. */
function shuffled(pieces: AudioOutput[], random: () => number): AudioOutput[] {
  return [...pieces, ...pieces.filter(() => random() < 0.3)]
    .map((piece, i) => ({ piece, place: i + random() * 4 }))
    .sort((a, b) => a.place - b.place)
    .map(({ piece }) => piece);
}

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function noop(): void {}
