import { blockMainThread } from '../../../apps/bench/src/voice/page/instrument/blocker.ts';
import { recordSound, speaker } from '../../../apps/bench/src/voice/page/instrument/speaker.ts';
import { VoiceClient, VoiceError } from '../../../packages/core/src/index.ts';
import type { VoiceClientOptions, VoiceEvent } from '../../../packages/core/src/index.ts';

/** What the client's own graph hears in the place of the device, which is opened all the same. */
export type Ear =
  /** The engine's own fake microphone. */
  | 'device'
  /** An unbroken sine, in which every lost sample shows. */
  | { readonly sine: number }
  /** A WAV file at that address, once, from `speak` on; and what goes to the speaker, that much fainter, 30 ms later. */
  | { readonly file: string; readonly echo?: number };

/** A client in the hands of a test, in whichever engine. */
const engine = {
  client: new VoiceClient(),
  told: [] as (VoiceEvent & { readonly at: number })[],
  /** How the connect that a click began has ended: '' or the reason; null while it has not. */
  ended: null as string | null,
  make(options: VoiceClientOptions, ear: Ear): void {
    engine.told = [];
    engine.ended = null;
    ranAt = NaN;
    hears = ear;
    const told = engine.told;
    engine.client = new VoiceClient(options);
    engine.client.subscribe((batch) => {
      for (const event of batch) told.push({ ...event, at: Date.now() });
    });
  },
  /** The file is heard in 100 ms, and the page held up from now on for so many ms. Answers the frame with which it begins. */
  async speak(held = 0): Promise<number> {
    const source = await file;
    if (!source) throw new Error('There is no file to be heard.');
    const { currentTime, sampleRate } = source.context;
    source.start(currentTime + 0.1);
    // Firefox tells its audio thread when the task is over.
    await new Promise((settle) => setTimeout(settle));
    const end = performance.now() + held;
    while (performance.now() < end);
    return Math.round((currentTime + 0.1) * sampleRate);
  },
  /** From now on no port that is sent to a Worker arrives, as in an engine that can't pass ports between two threads. */
  losePorts(): void {
    const post = Worker.prototype.postMessage as (message: unknown, transfer?: unknown) => void;
    Worker.prototype.postMessage = function (message: unknown, transfer?: unknown) {
      const command = message as { type?: string };
      const lost = command.type === 'playback' || command.type === 'capture';
      if (!lost) post.call(this, message, transfer);
    };
  },
  /** ms from the moment at which the sound ran to the first warning. */
  waited: () => (engine.told.find(({ type }) => type === 'warning')?.at ?? NaN) - ranAt,
  saveSpeaker: () => speaker.save('/speaker'),
  blockMainThread,
};

let ranAt = NaN;
let hears: Ear = 'device';
let file: Promise<AudioBufferSourceNode> | null = null;
let assistant: AudioNode | null = null;

declare global {
  interface Window {
    engine: typeof engine;
  }
}

// Another microphone in the same place of the same graph; the client knows nothing of it.
const create = Object.getOwnPropertyDescriptor(AudioContext.prototype, 'createMediaStreamSource')
  ?.value as AudioContext['createMediaStreamSource'];
AudioContext.prototype.createMediaStreamSource = function (stream: MediaStream) {
  if (hears === 'device') return create.call(this, stream);
  if ('sine' in hears) {
    const sine = new OscillatorNode(this, { frequency: hears.sine });
    const quiet = new GainNode(this, { gain: 0.5 });
    sine.connect(quiet);
    sine.start();
    return quiet as AudioNode as MediaStreamAudioSourceNode;
  }
  const source = new AudioBufferSourceNode(this);
  file = load(this, hears.file, source);
  if (hears.echo === undefined) return source as AudioNode as MediaStreamAudioSourceNode;
  const room = new DelayNode(this, { delayTime: 0.03 });
  const ear = new GainNode(this);
  assistant
    ?.connect(room)
    .connect(new GainNode(this, { gain: hears.echo }))
    .connect(ear);
  source.connect(ear);
  return ear as AudioNode as MediaStreamAudioSourceNode;
};

async function load(
  context: AudioContext,
  address: string,
  into: AudioBufferSourceNode,
): Promise<AudioBufferSourceNode> {
  const answer = await fetch(address);
  into.buffer = await context.decodeAudioData(await answer.arrayBuffer());
  return into;
}

const Context = AudioContext;
window.AudioContext = class extends Context {
  constructor(options?: AudioContextOptions) {
    super(options);
    this.addEventListener('statechange', () => {
      if (this.state === 'running' && Number.isNaN(ranAt)) ranAt = Date.now();
    });
  }
};

recordSound(false);
const connect = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect')?.value as (
  ...to: unknown[]
) => AudioNode;
const sounds = (node: AudioNode): void => {
  assistant = node;
};
AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
  if (to[0] instanceof AudioDestinationNode) sounds(this);
  return connect.apply(this, to);
} as typeof AudioNode.prototype.connect;
document.querySelector('button')?.addEventListener('click', () => {
  engine.client
    .connect()
    .then(() => '')
    .catch((error: unknown) => (error instanceof VoiceError ? error.reason : String(error)))
    .then((ended) => {
      engine.ended = ended;
    })
    .catch(() => undefined);
});
window.engine = engine;
