import { setImmediate } from 'node:timers/promises';
import type { Log } from '../../base/log.ts';
import { createFvadVoiceActivity } from './fvad.ts';
import { Framer } from '../../audio/framer.ts';
import type { VoiceActivity, VoiceActivityDetector } from './voice-activity.ts';
import { WorkerThreads } from '../support/worker-threads.ts';

/** What the network decides on: 32 ms, and the end of what came before. */
const frameLength = 512;
const contextLength = 64;
/** Two layers of what the network remembers of a stream. */
const layers = 2;
const layerLength = 128;

/** After so long without anything that could be a voice the network rests. */
const restAfterFrames = 1000 / 32;
/** What the network is given again when it wakes, so that it does not begin in mid-word. */
const warmUpFrames = 4;
/** Steps before the first that matters. */
const warmUpSteps = 3;
/** Streams in one step; more wait for the next. So many decisions are made before everybody else is served. */
const mostAtOnce = 64;
/** Of what has waited for too long so many frames are decided on with each that comes: all at once may be minutes of sound. */
const mostLate = 8;
/** How long an engine that broke down is left alone, in ms: twice as long each time it can't be loaded. Until then fvad decides. */
const restMs = 5000;
const longestRestMs = 600_000;
/** What has waited for the thread for so long is decided by fvad, in ms. */
const longestWaitMs = 1500;

interface Request {
  sound: Float32Array;
  states: Float32Array;
}

interface Result {
  probabilities: Float32Array;
  states: Float32Array;
}

type Thread = Pick<WorkerThreads<Request, Result>, 'request' | 'close'>;

/** How long one step may take, in ms: a thread may have to be started for it, on a machine that is busy. */
const longestMs = 20_000;

/**
 * Silero's network in a thread of its own, which all Chats share: each step decides for all streams that wait. It tells voices
 * from noises, where fvad hears that there is a sound. The thread is started by the first sound of the first Chat. Until it is
 * ready, and where it breaks down, fvad decides; the latter is logged once. While fvad, in its most lenient mode, hears
 * nothing at all, the network is not asked.
 */
export async function createSileroVoiceActivity(
  log: Log,
  thread: Thread = new WorkerThreads('Silero', new URL('./silero-worker.js', import.meta.url), {
    longestMs,
  }),
): Promise<VoiceActivity> {
  const [gate, fallback] = await Promise.all([
    createFvadVoiceActivity(1),
    createFvadVoiceActivity(3),
  ]);
  const network = new Network(thread, log);
  return {
    name: 'silero',
    frameLength,
    onset: { voicedMs: 300, withinMs: 450 },
    open: (onFrame) => new Stream(network, gate, fallback, onFrame),
    close() {
      network.close();
      return thread.close();
    },
  };
}

interface Waiting {
  frame: Int16Array;
  since: number;
  /** What is said where the network can't be asked. Absent: the frame was decided on before, and only warms the network up. */
  byFvad?: number;
}

/** One Chat's sound on its way through the network. */
class Stream implements VoiceActivityDetector {
  readonly #network: Network;
  readonly #onFrame: (probability: number) => void;
  readonly #gate: VoiceActivityDetector;
  readonly #fallback: VoiceActivityDetector;
  readonly #gateFrames: Framer;
  readonly #fallbackFrames: Framer;
  readonly #waiting: Waiting[] = [];
  /** The last frames that the network was not asked about. */
  readonly #before: Int16Array[] = [];
  #quietFrames = restAfterFrames;
  #byFvad = 0;
  #closed = false;
  /** Of the frame before. */
  context = new Int16Array(contextLength);
  state: Float32Array = new Float32Array(layers * layerLength);

  constructor(
    network: Network,
    gate: VoiceActivity,
    fallback: VoiceActivity,
    onFrame: (probability: number) => void,
  ) {
    this.#network = network;
    this.#onFrame = onFrame;
    this.#gate = gate.open((probability) => {
      if (probability > 0) this.#quietFrames = 0;
    });
    this.#fallback = fallback.open((probability) => {
      this.#byFvad = probability;
    });
    this.#gateFrames = new Framer(gate.frameLength, (frame) => {
      this.#gate.push(frame);
    });
    this.#fallbackFrames = new Framer(fallback.frameLength, (frame) => {
      this.#fallback.push(frame);
    });
  }

  push(frame: Int16Array): void {
    if (this.#closed) return;
    this.#network.prepare();
    this.#quietFrames += 1;
    this.#gateFrames.push(frame);
    this.#fallbackFrames.push(frame);
    if (this.#quietFrames > restAfterFrames && this.#waiting.length === 0) {
      this.#rest(frame);
      return;
    }
    const since = performance.now();
    for (const early of this.#before.splice(0)) this.#waiting.push({ frame: early, since });
    this.#waiting.push({ frame, since, byFvad: this.#byFvad });
    const isLate = () => (this.#waiting[0]?.since ?? since) < since - longestWaitMs;
    for (let i = 0; i < mostLate && isLate(); i++) this.skip();
    this.#network.ask(this);
  }

  /** The frame that is to be decided on next; undefined when none waits. */
  get next(): Int16Array | undefined {
    return this.#waiting[0]?.frame;
  }

  /** Takes the network's decision on {@link next}. */
  take(probability: number): void {
    const decided = this.#waiting.shift();
    if (decided === undefined) return;
    this.context = decided.frame.slice(-contextLength);
    if (decided.byFvad !== undefined) this.#tell(probability);
  }

  /** {@link next} is decided on without the network. */
  skip(): void {
    this.take(this.#waiting[0]?.byFvad ?? 0);
  }

  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#gate.close();
    this.#fallback.close();
  }

  #rest(frame: Int16Array): void {
    if (this.#before.push(frame) > warmUpFrames) this.#before.shift();
    this.context.fill(0);
    this.state.fill(0);
    this.#tell(0);
  }

  #tell(probability: number): void {
    if (!this.#closed) this.#onFrame(probability);
  }
}

/** The thread, one step at a time for all streams that have a frame waiting. */
class Network {
  readonly #thread: Thread;
  readonly #log: Log;
  readonly #asking = new Set<Stream>();
  #busy = false;
  #state: 'cold' | 'loading' | 'ready' | 'resting' | 'closed' = 'cold';
  #toldOfFailure = false;
  #restMs = restMs;

  constructor(thread: Thread, log: Log) {
    this.#thread = thread;
    this.#log = log;
  }

  /** Loads the network, if that is not done yet. Its first steps are slow, since they are compiled meanwhile. */
  prepare(): void {
    if (this.#state !== 'cold') return;
    this.#state = 'loading';
    void this.#attempt(async () => {
      for (let i = 0; i < warmUpSteps; i++) await this.#thread.request(requestFor([emptyStream]));
      if (this.#closed) return;
      this.#state = 'ready';
      this.#restMs = restMs;
    });
  }

  /** Nothing more is asked. */
  close(): void {
    this.#state = 'closed';
  }

  /** The stream has a frame to be decided on. */
  ask(stream: Stream): void {
    this.#asking.add(stream);
    void this.#run();
  }

  get #closed(): boolean {
    return this.#state === 'closed';
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    // What arrives in the same turn of the event loop goes along.
    await Promise.resolve();
    while (this.#asking.size > 0) await this.#step();
    this.#busy = false;
  }

  async #step(): Promise<void> {
    const streams = [...this.#asking].slice(0, mostAtOnce);
    for (const stream of streams) this.#asking.delete(stream);
    const waiting = streams.filter((stream) => stream.next !== undefined);
    if (waiting.length === 0) return;
    const result = await this.#decide(waiting);
    if (result === undefined) {
      await this.#skip(waiting);
      return;
    }
    for (const [i, stream] of waiting.entries()) {
      stream.state = stateOf(result.states, i, waiting.length);
      stream.take(result.probabilities[i] ?? 0);
      if (stream.next !== undefined) this.#asking.add(stream);
    }
  }

  /** What waits is decided on without the network. */
  async #skip(streams: readonly Stream[]): Promise<void> {
    let decided = 0;
    for (const stream of streams) {
      while (stream.next !== undefined) {
        stream.skip();
        decided += 1;
        if (decided % mostAtOnce === 0) await setImmediate();
      }
    }
  }

  /** Undefined when the network can't be asked. */
  async #decide(streams: readonly Stream[]): Promise<Result | undefined> {
    if (this.#state !== 'ready') return undefined;
    return this.#attempt(() => this.#thread.request(requestFor(streams)));
  }

  /** A thread that breaks down is left alone for a while, and started anew by the next sound after that. */
  async #attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work();
    } catch (error) {
      if (this.#closed) return undefined;
      this.#state = 'resting';
      setTimeout(() => {
        if (this.#state === 'resting') this.#state = 'cold';
      }, this.#restMs).unref();
      this.#restMs = Math.min(longestRestMs, 2 * this.#restMs);
      if (!this.#toldOfFailure) {
        const message =
          'The voice detector broke down; fvad, which takes many noises for voices, stands in for it.';
        this.#log({ level: 'warning', message, error });
      }
      this.#toldOfFailure = true;
      return undefined;
    }
  }
}

const emptyStream: Pick<Stream, 'next' | 'context' | 'state'> = {
  next: new Int16Array(frameLength),
  context: new Int16Array(contextLength),
  state: new Float32Array(layers * layerLength),
};

function requestFor(streams: readonly Pick<Stream, 'next' | 'context' | 'state'>[]): Request {
  const sound = new Float32Array(streams.length * (contextLength + frameLength));
  const states = new Float32Array(streams.length * layers * layerLength);
  for (const [i, { next, context, state }] of streams.entries()) {
    const at = i * (contextLength + frameLength);
    sound.set(context, at);
    if (next) sound.set(next, at + contextLength);
    for (let layer = 0; layer < layers; layer++) {
      const part = state.subarray(layer * layerLength, (layer + 1) * layerLength);
      states.set(part, (layer * streams.length + i) * layerLength);
    }
  }
  for (let i = 0; i < sound.length; i++) sound[i] = (sound[i] ?? 0) / 0x8000;
  return { sound, states };
}

function stateOf(states: Float32Array, stream: number, streams: number): Float32Array {
  const state = new Float32Array(layers * layerLength);
  for (let layer = 0; layer < layers; layer++) {
    const at = (layer * streams + stream) * layerLength;
    state.set(states.subarray(at, at + layerLength), layer * layerLength);
  }
  return state;
}
