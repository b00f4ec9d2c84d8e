import { afterEach, beforeEach, expect, vi } from 'vitest';
import { VoiceClient } from '../../src/index.ts';
import type { VoiceClientOptions, VoiceEvent, VoiceEventOf } from '../../src/index.ts';
import { ScriptedSocket } from './scripted-socket.ts';

/** A real AudioContext that can be made to misbehave in the ways of other browsers. */
export interface MoodyContext extends AudioContext {
  /** The clock stands still although the state is `running`. */
  frozen: boolean;
  /** What the browser says its state is. */
  says: AudioContextState | 'interrupted' | null;
  /** Its state in truth. */
  readonly really: AudioContextState;
  /** `resume` is not obeyed. */
  blocked: boolean;
}

/** The platform as a client sees it, and what it gave out. */
export interface PlatformStage {
  readonly client: VoiceClient;
  readonly events: VoiceEvent[];
  readonly sockets: ScriptedSocket[];
  readonly tracks: MediaStreamTrack[];
  readonly contexts: MoodyContext[];
  /** What the microphone was asked with, each time. */
  readonly requests: MediaStreamConstraints[];
  /** How the next contexts behave. */
  mood: Partial<Pick<MoodyContext, 'frozen' | 'says' | 'blocked'>>;
  /** Answers in the browser's place; null lets the browser answer. */
  microphone: (() => Promise<MediaStream>) | null;
  connect(options?: VoiceClientOptions): Promise<void>;
  of<Type extends VoiceEvent['type']>(type: Type): VoiceEventOf<Type>[];
  /** Samples that were sent, −1 to 1, from the given message of the last socket on. */
  sound(from?: number): Float32Array;
  live(): number;
  expectNothingOpen(): void;
}

/** Sets the stage anew for each test, and looks afterwards whether anything was left open. */
export function platformStage(): PlatformStage {
  const stage: PlatformStage = {
    client: new VoiceClient(),
    events: [],
    sockets: [],
    tracks: [],
    contexts: [],
    requests: [],
    mood: {},
    microphone: null,
    connect: (options = {}) => {
      stage.client.setOptions({ thread: 'main', ...options });
      return stage.client.connect();
    },
    of: <Type extends VoiceEvent['type']>(type: Type) =>
      stage.events.filter((event): event is VoiceEventOf<Type> => event.type === type),
    sound: (from = 0) => {
      const chunks = (stage.sockets.at(-1)?.messages ?? [])
        .slice(from)
        .filter(({ type }) => type === 'audio_input')
        .map(({ data }) => Uint8Array.from(atob(String(data)), (char) => char.charCodeAt(0)));
      return Float32Array.from(
        chunks.flatMap((bytes) => [...new Int16Array(bytes.buffer)]),
        (sample) => sample / 32_768,
      );
    },
    live: () => stage.tracks.filter(({ readyState }) => readyState === 'live').length,
    expectNothingOpen: () => {
      expect(stage.live()).toBe(0);
      expect(stage.contexts.filter((context) => context.really !== 'closed')).toEqual([]);
      expect(stage.sockets.filter(({ readyState }) => readyState < 2)).toEqual([]);
    },
  };

  beforeEach(() => {
    for (const list of [stage.events, stage.sockets, stage.tracks, stage.contexts, stage.requests])
      list.length = 0;
    Object.assign(stage, { mood: {}, microphone: null, client: new VoiceClient() });
    stage.client.subscribe((batch) => stage.events.push(...batch));
    stubSocket(stage);
    stubContext(stage);
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    vi.spyOn(mediaDevices, 'getUserMedia').mockImplementation(async (constraints = {}) => {
      stage.requests.push(constraints);
      const stream = await (stage.microphone?.() ?? getUserMedia(constraints));
      stage.tracks.push(...stream.getTracks());
      return stream;
    });
  });

  afterEach(async () => {
    await stage.client.disconnect();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    stage.expectNothingOpen();
  });
  return stage;
}

function stubSocket({ sockets }: PlatformStage): void {
  vi.stubGlobal(
    'WebSocket',
    class extends ScriptedSocket {
      constructor() {
        super();
        sockets.push(this);
        setTimeout(() => {
          this.accept();
          this.say({ type: 'chat_metadata', chat_id: 'chat', chat_group_id: 'group' });
        });
      }
    },
  );
}

function stubContext(stage: PlatformStage): void {
  const RealContext = AudioContext;
  vi.stubGlobal(
    'AudioContext',
    class extends RealContext {
      frozen = stage.mood.frozen ?? false;
      says = stage.mood.says ?? null;
      blocked = stage.mood.blocked ?? false;
      #stoodAt = 0;

      constructor(options?: AudioContextOptions) {
        super(options);
        stage.contexts.push(this);
      }

      get really(): AudioContextState {
        return super.state;
      }

      override get currentTime(): number {
        if (!this.frozen) this.#stoodAt = super.currentTime;
        return this.#stoodAt;
      }

      override get state(): AudioContextState {
        return this.says ?? super.state;
      }

      override resume(): Promise<void> {
        return this.blocked ? new Promise(() => undefined) : super.resume();
      }
    },
  );
}
