import { browserError } from './browser-error.ts';
import { FakeMessageChannel } from './fake-message-channel.ts';
import { replaceProperty } from './replace-property.ts';

/** What a fake sound system is like. */
export interface FakeAudioOptions {
  /** State of a context once it was resumed. `suspended`: the browser holds sound back. Default: `running`. */
  readonly state?: 'running' | 'suspended' | undefined;
  /** Whether the page's policy refuses worklet scripts. Default: false. */
  readonly blockWorklets?: boolean | undefined;
  /** Hz. Default: 48,000. */
  readonly sampleRate?: number | undefined;
  /**
   * How loud everything is that its analysers hear, at all frequencies alike, 0 to 1; a function is asked at each reading.
   * Default: 0.
   */
  readonly loudness?: number | (() => number) | undefined;
}

/** The sound system that was put in, and what became of it. */
export interface FakeAudio {
  /** How many contexts are not closed. */
  readonly openContexts: number;
  /**
   * Something happens to every open context: a phone call (`interrupted`), a browser that holds sound back (`suspended`), a
   * clock that stands still although the context runs (`stalled`), or the end of it (`running`).
   */
  become(state: 'running' | 'suspended' | 'interrupted' | 'stalled'): void;
  /** Takes it out again; what was there before comes back. */
  undo(): void;
}

/**
 * Puts AudioContext, AudioWorkletNode and AnalyserNode into an environment that has none, such as jsdom, and MessageChannel where
 * that is missing as well: enough for a client to connect, send and be told. Nothing is rendered: no chunk of speech comes
 * from it, and no message is ever reported as heard. For that, test in a real browser.
 */
export function fakeAudio({
  state = 'running',
  blockWorklets = false,
  sampleRate = 48_000,
  loudness = 0,
}: FakeAudioOptions = {}): FakeAudio {
  const open = new Set<FakeContext>();
  const closed = (): Error => browserError('InvalidStateError', 'The AudioContext is closed');
  const heard = typeof loudness === 'function' ? loudness : (): number => loudness;

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
    readonly audioWorklet = {
      addModule: (): Promise<void> =>
        blockWorklets
          ? Promise.reject(browserError('AbortError', "Unable to load a worklet's module."))
          : Promise.resolve(),
    };
    state: AudioContextState | 'interrupted' = 'suspended';
    sinkId = '';
    #stalledAt: number | null = null;

    /** Seconds, as the machine counts them. */
    get currentTime(): number {
      return this.#stalledAt ?? performance.now() / 1000;
    }

    become(next: Parameters<FakeAudio['become']>[0]): void {
      this.#stalledAt = next === 'stalled' ? performance.now() / 1000 : null;
      this.state = next === 'stalled' ? 'running' : next;
      this.dispatchEvent(new Event('statechange'));
    }

    setSinkId(sinkId: string): Promise<void> {
      this.sinkId = sinkId;
      return Promise.resolve();
    }

    constructor() {
      super();
      open.add(this);
    }

    resume(): Promise<void> {
      if (state === 'suspended' || this.state === 'interrupted')
        return new Promise(() => undefined);
      if (this.state === 'closed') return Promise.reject(closed());
      if (this.state !== state) this.become(state);
      return Promise.resolve();
    }

    close(): Promise<void> {
      if (this.state === 'closed') return Promise.reject(closed());
      this.state = 'closed';
      this.dispatchEvent(new Event('statechange'));
      for (const port of this.ports.splice(0)) port.close();
      open.delete(this);
      return Promise.resolve();
    }

    createMediaStreamSource(): FakeNode {
      return new FakeNode();
    }

    /** There is no decoder here: each file is one that can't be read. */
    decodeAudioData(): Promise<never> {
      return Promise.reject(browserError('EncodingError', 'Unable to decode audio data'));
    }
  }

  /** Hears what it is told to. */
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
    readonly port: MessagePort;

    constructor(context: FakeContext) {
      super();
      const { port1, port2 } = new MessageChannel();
      this.port = port1;
      // The far side takes what it is given and keeps still; ports handed over are let go with the context.
      port2.onmessage = ({ data }: MessageEvent<{ port?: MessagePort }>) => {
        if (!data.port) return;
        if (open.has(context)) context.ports.push(data.port);
        else data.port.close();
      };
      context.ports.push(port1, port2);
    }
  }

  const undos = [
    replaceProperty(globalThis, 'AudioContext', FakeContext),
    replaceProperty(globalThis, 'AudioWorkletNode', FakeWorkletNode),
    replaceProperty(globalThis, 'AnalyserNode', FakeAnalyser),
    // Worklets are reached by channels, which Jest's jsdom has none of.
    ...(typeof MessageChannel === 'undefined'
      ? [replaceProperty(globalThis, 'MessageChannel', FakeMessageChannel)]
      : []),
    // jsdom has neither; worklets come as object URLs.
    replaceProperty(URL, 'createObjectURL', () => 'blob:fake'),
    replaceProperty(URL, 'revokeObjectURL', () => undefined),
  ];
  return {
    get openContexts() {
      return open.size;
    },
    become: (next) => {
      if (next === 'suspended' || next === 'running') state = next;
      for (const context of open) context.become(next);
    },
    undo: () => undos.forEach((undo) => undo()),
  };
}
