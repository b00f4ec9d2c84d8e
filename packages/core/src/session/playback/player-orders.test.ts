import type { AudioOutput } from '@vivavoce/evi';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/support/manual-clock.ts';
import { audioOutput, sine } from '../../../test/support/wave.ts';
import { AdaptiveJitterPolicy } from '../../audio/playback/jitter-policy.ts';
import { PlaybackQueue } from '../../audio/playback/playback-queue.ts';
import { Stretcher } from '../../audio/playback/stretcher.ts';
import type { PlaybackCommand } from '../../worklets/messages.ts';
import type { SessionEvent } from '../messages.ts';
import { TurnMeter } from '../metrics.ts';
import { Player } from './player.ts';

const rate = 8000;
const quantum = 128;
const piece = sine(200, rate, 0.1);

/** A player and the real queue of the audio thread, on one clock. */
class Sound {
  readonly clock = new ManualClock();
  readonly events: SessionEvent[] = [];
  readonly player = new Player(this.clock, new TurnMeter(), (event) => this.events.push(event));
  readonly #output = new Float32Array(quantum);
  #queue: PlaybackQueue | null = null;
  /** Frames of the context that is there now. */
  frame = 0;
  /** ms of sound that were rendered, in all. */
  rendered = 0;

  constructor(latency = 0) {
    this.#plug();
    if (latency > 0) this.player.output = { latency, origin: this.clock.now() };
  }

  /** Another audio thread in the place of the one that stood still. */
  rebuild(): void {
    const stoppedAt = this.frame / rate;
    this.frame = 0;
    this.#plug(stoppedAt);
  }

  pass(ms: number): void {
    for (let left = ms; left > 0; left -= (quantum / rate) * 1000) {
      this.clock.pass((quantum / rate) * 1000);
      this.#queue?.render(this.#output, this.frame);
      this.frame += quantum;
      if (this.#output.some((sample) => sample !== 0)) this.rendered += (quantum / rate) * 1000;
    }
  }

  ended(): (SessionEvent & { type: 'playback-ended' })[] {
    return this.events.filter((event) => event.type === 'playback-ended');
  }

  #plug(stoppedAt?: number): void {
    const queue = new PlaybackQueue({
      sampleRate: rate,
      fadeDuration: 6,
      policy: new AdaptiveJitterPolicy(),
      stretcher: new Stretcher(rate),
      report: (report) => {
        if (queue === this.#queue) this.player.handleReport(report);
      },
    });
    const postMessage = (command: PlaybackCommand): void => {
      if (command.type === 'enqueue') queue.enqueue(command.messageId, command.samples);
      if (command.type === 'finish') queue.finish(command.messageId);
      if (command.type === 'clear') queue.clear();
    };
    this.#queue = queue;
    this.player.attach({ sampleRate: rate, port: { postMessage } }, stoppedAt);
  }
}

const play = (index: number, id = 'a'): AudioOutput =>
  audioOutput(id, index, piece, rate) as AudioOutput;

test.each<[string, (sound: Sound) => void, pieces: number]>([
  [
    'the end of the turn before the first sound',
    ({ player }) => {
      player.announce('a');
      player.endTurn();
      player.play(play(0));
    },
    1,
  ],
  [
    'sound after the end of the turn',
    (sound) => {
      sound.player.announce('a');
      sound.player.play(play(0));
      sound.player.endTurn();
      sound.player.play(play(1));
      sound.pass(2000);
      sound.player.play(play(2));
    },
    3,
  ],
  ['sound that nobody announced, and no end', ({ player }) => player.play(play(0)), 1],
  [
    'no end of the turn',
    ({ player }) => {
      player.announce('a');
      player.play(play(0));
      player.play(play(1));
    },
    2,
  ],
  [
    'a pause longer than patience in the middle',
    (sound) => {
      sound.player.announce('a');
      sound.player.play(play(0));
      sound.pass(8000);
      sound.player.play(play(1));
    },
    2,
  ],
  [
    'the same id again, its pieces counted anew',
    (sound) => {
      sound.player.announce('a');
      sound.player.play(play(0));
      sound.player.announce('a');
      sound.player.play(play(0));
      sound.player.endTurn();
      sound.pass(1000);
      sound.player.announce('a');
      sound.player.play(play(0));
      sound.player.endTurn();
    },
    3,
  ],
  [
    'the same id after an interruption, when the user has spoken',
    (sound) => {
      sound.player.announce('a');
      sound.player.interrupt();
      sound.player.play(play(0));
      sound.player.announce('a');
      sound.player.play(play(1));
      sound.player.userSpoke();
      sound.player.play(play(2));
      sound.player.announce('a');
      sound.player.play(play(0));
      sound.player.endTurn();
    },
    1,
  ],
])('%s: all of it is heard, and then nothing sounds any more', (_, script, pieces) => {
  const sound = new Sound();
  script(sound);
  sound.pass(10_000);
  expect(sound.player.playing).toBe(false);
  expect(sound.ended().at(-1)?.heard).toEqual({ duration: pieces * 100, cut: false });
  expect(sound.clock.pending).toBe(0);
});

test('a message that has no sound at all leaves nothing sounding, and late sound of it after an interruption is not heard', () => {
  const sound = new Sound();
  sound.player.announce('a');
  sound.player.endTurn();
  expect(sound.player.playing).toBe(false);
  sound.player.interrupt();
  sound.player.play(play(0));
  sound.pass(1000);
  expect([sound.rendered, sound.player.metrics.dropped]).toEqual([0, 1]);
});

test('what another speaker had not played is played from where it stopped, and told as one', () => {
  const sound = new Sound();
  for (const id of ['a', 'b']) {
    sound.player.announce(id);
    for (let index = 0; index < 10; index += 1) sound.player.play(play(index, id));
  }
  sound.pass(600);
  sound.rebuild();
  sound.player.play(play(10, 'b'));
  sound.pass(300);
  sound.rebuild();
  sound.player.endTurn();
  sound.pass(3000);
  const heard = sound
    .ended()
    .map(({ messageId, heard }) => [messageId, Math.round(heard.duration), heard.cut]);
  expect(heard).toEqual([
    ['a', 1000, false],
    ['b', 1100, false],
  ]);
  expect(sound.rendered).toBeGreaterThan(2050);
  expect(sound.rendered).toBeLessThan(2150);
  expect(sound.events.filter(({ type }) => type === 'playback-started')).toHaveLength(4);
});

test('an interruption that reaches no speaker is told as a cut when there is another', () => {
  const sound = new Sound();
  sound.player.announce('a');
  sound.player.play(play(0));
  sound.pass(60);
  expect(sound.player.interrupt()).toBe('a');
  sound.rebuild();
  expect(sound.player.playing).toBe(false);
  expect(sound.ended()).toMatchObject([{ messageId: 'a', heard: { cut: true } }]);
  sound.pass(1000);
  expect(sound.ended()).toHaveLength(1);
});

test('what is rendered is told when it has left the speaker', () => {
  const sound = new Sound(300);
  const began = sound.clock.now();
  sound.player.announce('a');
  sound.player.play(play(0));
  sound.player.endTurn();
  sound.pass(256);
  expect(sound.events).toEqual([]);
  sound.pass(64);
  expect(sound.events).toMatchObject([{ type: 'playback-started', messageId: 'a' }]);
  expect(sound.player.playing).toBe(true);
  sound.pass(300);
  const [started, ended] = sound.events as { at: number }[];
  expect((started?.at ?? 0) - began).toBeGreaterThanOrEqual(300);
  expect(Math.round((ended?.at ?? 0) - (started?.at ?? 0))).toBe(100);
  expect(sound.player.playing).toBe(false);
});

test('an interruption does not wait for what is still leaving the speaker', () => {
  const sound = new Sound(300);
  sound.player.play(play(0));
  sound.player.endTurn();
  sound.pass(200);
  sound.player.interrupt();
  expect(sound.events.map(({ type }) => type)).toEqual(['playback-started', 'playback-ended']);
  expect(sound.clock.pending).toBe(0);
});

test('whatever comes in whatever order, in the end nothing sounds and each message that was heard has its end', () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const step = fc.oneof(
    fc.record({ do: fc.constant('announce' as const), id }),
    { weight: 3, arbitrary: fc.record({ do: fc.constant('play' as const), id, index: fc.nat(4) }) },
    fc.record({
      do: fc.constantFrom('endTurn' as const, 'interrupt' as const, 'userSpoke' as const),
    }),
    fc.record({ do: fc.constant('rebuild' as const) }),
    fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(16, 48, 160, 640, 6000) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.constantFrom(0, 200), (steps, latency) => {
      const sound = new Sound(latency);
      for (const step of steps) {
        if (step.do === 'pass') sound.pass(step.ms);
        else if (step.do === 'rebuild') sound.rebuild();
        else if (step.do === 'announce') sound.player.announce(step.id);
        else if (step.do === 'play') sound.player.play(play(step.index, step.id));
        else sound.player[step.do]();
      }
      sound.pass(12_000);
      expect(sound.player.playing).toBe(false);
      expect(sound.clock.pending).toBe(0);
      const last = new Map<string, string>();
      for (const event of sound.events) {
        if ('messageId' in event && event.messageId !== null) last.set(event.messageId, event.type);
      }
      expect([...last.values()]).not.toContain('playback-started');
    }),
    { seed: 46, numRuns: 200 },
  );
}, 60_000);
