import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { CaptureOptions, NodeCommand, PlaybackOptions } from '../../src/worklets/messages.ts';
import { FunctionTrace, expectFlow } from '../support/function-trace.ts';
import type { SessionStage } from '../support/session-stage.ts';
import { audioOutput, sine } from '../support/wave.ts';

// Real sound and real messages go through the real session, ports and processors, and each function says that it was called: the
// page of the architecture has to name each stage, in this order, and no way may get longer than its bound.

/** What a stage asks or does beside what is handed on: looked at here so that a new stage can't hide among them. */
const asides: readonly (string | RegExp)[] = [
  /^\S+ (get|set) /,
  // Constructors.
  / [A-Z]\w+$/,
  // Inside one stage.
  /^(decode|field-error|leave-out|server-shapes|shape|base64-table|wav|linear16|index)\.ts /,
  'read-message.ts readMessage =>',
  /^resampler\.ts (bound|reset|blank|#feed|#compute|kernelBetween)$/,
  /^smoother\.ts (mark\w+|duck|jumpToVolume)$/,
  'chunker.ts linear16',
  // What is known of the connection, the user and the assistant.
  /^(awaiting|batch|conversation|metrics|outbox|message-dedupe|left-out|keep-latest)\.ts /,
  'session.ts #tellStates',
  /^session\.ts #(follow|hearUser)$/,
  'session.ts Session =>',
  'line.ts hear',
  /^uplink\.ts (next|shift|trim|#removeFirst|#retain)( =>)?$/,
  /^voice-detector\.ts /,
  // Timers, and what is heard and when.
  /^playhead\.ts /,
  /^player\.ts (#find|#watchGap|#cancelTimers|handleReport|#endCut|#duration)$/,
  'message-sound.ts played',
  /^(echo-meter|jitter-policy|cushion)\.ts /,
  /^playback-queue\.ts (duck|#skip|#ready|#start|#end|#consume)$/,
  /^(pace\.ts|stretcher\.ts reset)/,
  'fade-out.ts start',
  'playback-processor.ts report',
  'playback-processor.ts #report',
  // Reports on their way back.
  'session.ts handle =>',
  /^port (started|ended|target|stretched|underrun)$/,
];

interface Processor {
  readonly port: { onmessage: ((event: { readonly data: NodeCommand }) => void) | null };
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

const processors = new Map<string, new (options: object) => Processor>();
const scope = {
  AudioWorkletProcessor: class {
    readonly port = { onmessage: null };
  },
  registerProcessor: (name: string, processor: new (options: object) => Processor) =>
    processors.set(name, processor),
  sampleRate: 48_000,
  currentFrame: 0,
  currentTime: 0,
};
for (const [name, value] of Object.entries(scope)) vi.stubGlobal(name, value);
const trace = await FunctionTrace.begin();
await trace.load('packages/core/src/worklets/capture-processor.ts');
await trace.load('packages/core/src/worklets/playback-processor.ts');
const { SessionStage: Stage } = await trace.load<{ SessionStage: typeof SessionStage }>(
  'packages/core/test/support/session-stage.ts',
);
afterAll(() => trace.end());

let stage: SessionStage;
let capture: Processor;
let playback: Processor;
let frame = 0;

beforeEach(async () => {
  capture = processorOf('vivavoce-capture', {
    sampleRate: 16_000,
    chunkDuration: 20,
    pushToTalk: false,
    echoGuard: false,
  } satisfies CaptureOptions);
  playback = processorOf('vivavoce-playback', { duck: false } satisfies PlaybackOptions);
  stage = new Stage();
  const [up, down] = [new MessageChannel(), new MessageChannel()];
  capture.port.onmessage?.({ data: { type: 'port', port: up.port1 } });
  playback.port.onmessage?.({ data: { type: 'port', port: down.port1 } });
  stage.session.handle({ type: 'capture', port: up.port2 });
  stage.session.handle({ type: 'playback', port: down.port2, sampleRate: 48_000 });
  stage.connect();
  await vi.waitFor(() => expect(stage.of('ready')).toHaveLength(1));
  // The resampler is warm.
  stage.clock.pass(0);
  // What is told of it all waits for the page.
  stage.busy = true;
});

function processorOf(name: string, processorOptions: object): Processor {
  const Made = processors.get(name);
  if (!Made) throw new Error(`Nobody registered ${name}.`);
  return new Made({ processorOptions });
}

/** One quantum of the audio thread, and all that it posts arrives. */
async function quantum(processor: Processor, sound: Float32Array): Promise<void> {
  vi.stubGlobal('currentFrame', (frame += 128));
  processor.process([[sound]], [[sound]]);
  await new Promise((settle) => setTimeout(settle));
  await new Promise((settle) => setImmediate(settle));
}

/** Renders until that is so of a quantum. */
async function rendered(wanted: (sound: Float32Array) => boolean): Promise<void> {
  for (let count = 0; count < 500; count += 1) {
    const sound = new Float32Array(128);
    await quantum(playback, sound);
    if (wanted(sound)) return;
  }
  expect.fail('It was never rendered.');
}

const loud = (sound: Float32Array): boolean => sound.some((sample) => Math.abs(sample) > 0.01);

test('a chunk of speech, from the microphone to the socket', async () => {
  const tone = new Float32Array(128).fill(0.1);
  const sent = stage.wire.sent.length;
  for (let count = 0; count < 50 && stage.wire.sent.length === sent; count += 1) {
    trace.take();
    await quantum(capture, tone);
  }
  expectFlow('From the microphone to the socket', 14, trace.take(), asides);
});

test('a piece of an answer, from the socket to the speaker, and an interruption', async () => {
  const piece = audioOutput('a', 0, sine(440, 24_000, 0.5), 24_000);
  trace.take();
  stage.wire.say(piece);
  await rendered(loud);
  const answer = trace.take();
  stage.wire.say({ type: 'user_interruption', time: 1 });
  await rendered((sound) => !loud(sound));
  const interruption = trace.take();
  expectFlow('From the socket to the speaker', 20, answer, asides);
  // Until the interruption is rendered the answer is.
  expectFlow('From an interruption to silence', 13, interruption, [
    ...asides,
    'playback-queue.ts #renderSegment',
    'stretcher.ts play',
  ]);
});
