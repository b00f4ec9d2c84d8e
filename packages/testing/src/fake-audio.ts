import { browserError } from './browser-error.ts';
import { FakeMessageChannel } from './fake-message-channel.ts';
import { replaceProperty } from './replace-property.ts';
import { trackActivation } from './user-activation.ts';

/** Promises of the platform that a browser may leave pending for ever. */
export type PendingPromise = 'resume' | 'close' | 'setSinkId' | 'addModule' | 'decodeAudioData';

/** Behaviour of the fake sound system. */
export interface FakeAudioOptions {
  /**
   * What `resume()` leads to. `running`: the context runs. `suspended`: the browser blocks sound until `become('running')`.
   * `needs-gesture`: the context runs if it is resumed within 5 s of a click, a tap or a key other than Escape, as in Safari.
   * Default: `running`.
   */
  readonly state?: 'running' | 'suspended' | 'needs-gesture' | undefined;
  /** Whether the page's policy refuses worklet scripts. Default: false. */
  readonly blockWorklets?: boolean | undefined;
  /** Hz. Default: 48,000. */
  readonly sampleRate?: number | undefined;
  /** Level that the analysers read, the same at all frequencies, 0 to 1; a function is called at each reading. Default: 0. */
  readonly loudness?: number | (() => number) | undefined;
  /** Promises that never settle. All but that of `resume` have their effect. Default: none. */
  readonly pending?: readonly PendingPromise[] | undefined;
}

/**
 * What happens to the open contexts.
 *
 * - `running`: whatever stopped them is over.
 * - `suspended`: the browser blocks sound; `resume()` stays pending.
 * - `interrupted`: a phone call; `resume()` rejects.
 * - `abandoned`: a phone call is over, but the state stays `interrupted` until somebody calls `resume()`, as in Safari.
 * - `stalled`: the state is `running`, and the clock stands still.
 * - `failed`: the device failed. `error`, then `suspended` for good: `resume()` rejects, and only a new context runs.
 * - `broken`: the same without `error`.
 */
export type ContextFate =
  'running' | 'suspended' | 'interrupted' | 'abandoned' | 'stalled' | 'failed' | 'broken';

/** The fake sound system. */
export interface FakeAudio {
  /** Number of contexts that are not closed. */
  readonly openContexts: number;
  /** `sinkId` of each open context, the oldest first. Empty: the default speaker. */
  readonly sinkIds: readonly string[];
  /** Something happens to every open context. `running` and `suspended` also apply to later contexts. */
  become(fate: ContextFate): void;
  /** An exception is thrown in every worklet processor of the open contexts: from then on they are silent. */
  crashWorklets(): void;
  /** Restores what was there before. */
  undo(): void;
}

/**
 * Replaces AudioContext, AudioWorkletNode and AnalyserNode, for environments such as jsdom that have none, and MessageChannel if it is
 * missing: enough for a client to connect, send and receive. Nothing is rendered: no speech is captured, and no message is
 * ever reported as heard. Test that in a real browser.
 *
 * @example
 * ```ts
 * const audio = fakeAudio({ state: 'needs-gesture' });
 * await client.connect();
 * await expect.poll(() => client.state.audio).toBe('needs-gesture');
 * audio.undo();
 * ```
 */
export function fakeAudio({
  state = 'running',
  blockWorklets = false,
  sampleRate = 48_000,
  loudness = 0,
  pending = [],
}: FakeAudioOptions = {}): FakeAudio {
  const open = new Set<FakeContext>();
  const activation = trackActivation();
  const heard = typeof loudness === 'function' ? loudness : (): number => loudness;
  const never = (): Promise<never> => new Promise(() => undefined);
  const wait = (name: PendingPromise): Promise<void> =>
    pending.includes(name) ? never() : Promise.resolve();

  class FakeNode extends EventTarget {
    connect(destination: unknown): unknown {
      return destination;
    }
    disconnect(): void {}
  }

  class FakeContext extends EventTarget {
    readonly sampleRate = sampleRate;
    readonly destination = new FakeNode();
    readonly ports: MessagePort[] = [];
    readonly worklets: FakeWorkletNode[] = [];
    readonly audioWorklet = {
      addModule: async (): Promise<void> => {
        await wait('addModule');
        if (blockWorklets) throw browserError('AbortError', "Unable to load a worklet's module.");
      },
    };
    state: AudioContextState | 'interrupted' = 'suspended';
    sinkId = '';
    /** What keeps `resume` from working. */
    #fate: ContextFate = 'running';
    /** Time at which the clock stopped, in s, and when it started again by the machine's clock, in ms. */
    #time = 0;
    #startedAt: number | null = null;
    #resumed: (() => void)[] = [];

    constructor() {
      super();
      open.add(this);
    }

    get currentTime(): number {
      if (this.#startedAt === null) return this.#time;
      return this.#time + (performance.now() - this.#startedAt) / 1000;
    }

    become(fate: ContextFate): void {
      this.#fate = fate;
      this.#time = this.currentTime;
      this.#startedAt = fate === 'running' ? performance.now() : null;
      if (fate === 'failed') void this.#later('error');
      if (fate === 'running' || fate === 'stalled') this.#move('running');
      else this.#move(/^(interrupted|abandoned)$/.test(fate) ? 'interrupted' : 'suspended');
      if (fate === 'running') for (const resolve of this.#resumed.splice(0)) resolve();
    }

    async setSinkId(sinkId: string): Promise<void> {
      this.#assertOpen();
      const speakers = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
      if (sinkId && !speakers.some((one) => one.kind === 'audiooutput' && one.deviceId === sinkId))
        throw browserError('NotFoundError', `The device ${sinkId} is not found.`);
      this.sinkId = sinkId;
      await wait('setSinkId');
    }

    async resume(): Promise<void> {
      this.#assertOpen();
      const active = activation.active;
      // The state changes later, as in browsers.
      await wait('resume');
      if (this.#fate === 'abandoned') this.#fate = 'running';
      if (/^(interrupted|failed|broken)$/.test(this.#fate))
        throw browserError('InvalidStateError', 'Failed to start the audio device');
      if (state === 'suspended' || (state === 'needs-gesture' && !active)) {
        await new Promise<void>((resolve) => this.#resumed.push(resolve));
      } else if (this.state !== 'running') this.become('running');
    }

    async close(): Promise<void> {
      this.#assertOpen();
      this.#time = this.currentTime;
      this.#startedAt = null;
      this.#move('closed');
      for (const port of this.ports.splice(0)) port.close();
      open.delete(this);
      await wait('close');
    }

    createMediaStreamSource(): FakeNode {
      return new FakeNode();
    }

    /** There is no decoder: every file is unreadable. */
    async decodeAudioData(): Promise<never> {
      await wait('decodeAudioData');
      throw browserError('EncodingError', 'Unable to decode audio data');
    }

    #move(next: FakeContext['state']): void {
      if (this.state === 'closed' || this.state === next) return;
      this.state = next;
      void this.#later('statechange');
    }

    /** Events come after the code that caused them, and after its promise. */
    async #later(type: string): Promise<void> {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      this.dispatchEvent(new Event(type));
    }

    #assertOpen(): void {
      if (this.state === 'closed')
        throw browserError('InvalidStateError', 'The AudioContext is closed');
    }
  }

  class FakeAnalyser extends FakeNode {
    readonly fftSize: number;
    readonly context: FakeContext;

    constructor(context: FakeContext, { fftSize = 2048 }: AnalyserOptions = {}) {
      super();
      this.context = context;
      this.fftSize = fftSize;
    }

    get frequencyBinCount(): number {
      return this.fftSize / 2;
    }

    getFloatTimeDomainData(samples: Float32Array): void {
      samples.fill(heard());
    }

    getByteFrequencyData(bins: Uint8Array): void {
      bins.fill(heard() * 255);
    }
  }

  class FakeWorkletNode extends FakeNode {
    onprocessorerror: ((event: Event) => void) | null = null;
    readonly context: FakeContext;
    readonly port: MessagePort;

    constructor(context: FakeContext) {
      super();
      this.context = context;
      const { port1, port2 } = new MessageChannel();
      this.port = port1;
      // The processor receives ports and answers nothing. They are closed with the context.
      port2.onmessage = ({ data }: MessageEvent<{ port?: MessagePort }>) => {
        if (!data.port) return;
        if (open.has(context)) context.ports.push(data.port);
        else data.port.close();
      };
      context.ports.push(port1, port2);
      context.worklets.push(this);
    }
  }

  const undos = [
    () => activation.undo(),
    replaceProperty(globalThis, 'AudioContext', FakeContext),
    replaceProperty(globalThis, 'AudioWorkletNode', FakeWorkletNode),
    replaceProperty(globalThis, 'AnalyserNode', FakeAnalyser),
    // Jest's jsdom has none.
    ...(typeof MessageChannel === 'undefined'
      ? [replaceProperty(globalThis, 'MessageChannel', FakeMessageChannel)]
      : []),
    // jsdom has neither; worklets are loaded from object URLs.
    replaceProperty(URL, 'createObjectURL', () => 'blob:fake'),
    replaceProperty(URL, 'revokeObjectURL', () => undefined),
  ];
  return {
    get openContexts() {
      return open.size;
    },
    get sinkIds() {
      return [...open].map(({ sinkId }) => sinkId);
    },
    become: (fate) => {
      if (fate === 'suspended' || fate === 'running') state = fate;
      for (const context of open) context.become(fate);
    },
    crashWorklets: () => {
      for (const { worklets } of open)
        for (const worklet of worklets) worklet.onprocessorerror?.(new Event('error'));
    },
    undo: () => undos.forEach((undo) => undo()),
  };
}
