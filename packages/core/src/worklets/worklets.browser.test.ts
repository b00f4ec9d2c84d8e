import { afterEach, expect, test, vi } from 'vitest';
import {
  concat,
  largestStep,
  noise,
  peak,
  sine,
  speech,
  tone,
} from '../../test/support/test-signals.ts';
import { defaultWireFormat } from '../audio/format.ts';
import { rootMeanSquare } from '../audio/level.ts';
import { Disposer } from '../base/disposer.ts';
import { denoise } from '../denoise.ts';
import captureSource from './capture-processor.ts?inline-source';
import { loadWorklets } from './load-worklets.ts';
import type {
  CaptureChunk,
  CaptureCommand,
  CaptureOptions,
  PlaybackCommand,
  PlaybackReport,
} from './messages.ts';
import { createCaptureNode, createPlaybackNode } from './nodes.ts';
import type { ProcessorNode } from './nodes.ts';
import playbackSource from './playback-processor.ts?inline-source';

let undo = new Disposer();

afterEach(async () => {
  await undo.dispose();
  undo = new Disposer();
});

function openContext(sampleRate: number): AudioContext {
  const context = new AudioContext({ sampleRate });
  undo.push(() => context.close());
  return context;
}

/** A capture node with the default format, unless another is asked for. */
const captureNode = (
  context: BaseAudioContext,
  options: Partial<CaptureOptions> = {},
): ProcessorNode =>
  createCaptureNode(context, {
    ...defaultWireFormat,
    pushToTalk: false,
    echoGuard: false,
    ...options,
  });

/** A node with its port open. */
const opened = (made: ProcessorNode): ProcessorNode & { readonly port: MessagePort } => ({
  ...made,
  port: made.openPort(),
});

/** Root mean square of a chunk, 0 to 1. */
const levelOf = ({ samples }: CaptureChunk): number =>
  rootMeanSquare(Float32Array.from(new Int16Array(samples), (sample) => sample / 32_768));

/** What comes over a port, and a promise of a moment in it. */
class Inbox<Message> {
  readonly messages: Message[] = [];
  #wake: (() => void) | null = null;

  constructor(port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<Message>) => {
      this.messages.push(data);
      this.#wake?.();
    };
  }

  async until(condition: (messages: readonly Message[]) => boolean): Promise<void> {
    while (!condition(this.messages)) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`it did not come: ${JSON.stringify(this.messages.slice(-3))}`)),
          5_000,
        );
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async count(count: number): Promise<Message[]> {
    await this.until(({ length }) => length >= count);
    return this.messages.slice(0, count);
  }
}

function soundOf(chunks: readonly CaptureChunk[]): Float32Array<ArrayBuffer> {
  return concat(
    chunks.map(({ samples }) => Float32Array.from(new Int16Array(samples), (x) => x / 32_768)),
  );
}

function oscillator(context: BaseAudioContext, frequency: number, gain = 1): AudioNode {
  const node = new OscillatorNode(context, { frequency });
  const level = new GainNode(context, { gain });
  node.connect(level);
  node.start();
  return level;
}

/**
 * A playback node, what it says, and what it renders. The context renders offline and stands still while commands are on
 * their way, so that a busy machine, which makes Chromium skip quanta of a live context
 * (docs/discoveries/chromium-render-clock.md), changes no frame of it.
 */
class Stage {
  readonly context: OfflineAudioContext;
  readonly speaker: AudioNode;
  readonly reports: Inbox<PlaybackReport>;
  readonly #port: MessagePort;

  private constructor(context: OfflineAudioContext, duck: boolean) {
    this.context = context;
    const { node, port, dispose } = opened(createPlaybackNode(context, duck));
    undo.push(dispose);
    node.connect(context.destination);
    this.speaker = node;
    this.#port = port;
    this.reports = new Inbox(port);
  }

  /** @param duration seconds that are rendered */
  static async open(sampleRate: number, duration: number, duck = false): Promise<Stage> {
    const context = new OfflineAudioContext(1, Math.ceil(duration * sampleRate), sampleRate);
    await loadWorklets(context);
    return new Stage(context, duck);
  }

  /** Acts between two quanta: about `time` seconds into the rendering. */
  at(time: number, act: () => void): void {
    void this.context.suspend(time).then(async () => {
      act();
      // Commands keep their order: once this is answered, all of them have been heard.
      const answers = this.#count('pong') + 1;
      this.post({ type: 'ping' });
      await this.reports.until(() => this.#count('pong') === answers);
      await this.context.resume();
    });
  }

  post(command: PlaybackCommand): void {
    this.#port.postMessage(command);
  }

  enqueue(messageId: string, samples: Float32Array<ArrayBuffer>): void {
    this.post({ type: 'enqueue', messageId, samples });
  }

  async render(): Promise<Float32Array> {
    const sound = (await this.context.startRendering()).getChannelData(0);
    // The answer to a command of after the end comes after all else that was said.
    const answers = this.#count('pong') + 1;
    this.post({ type: 'ping' });
    await this.reports.until(() => this.#count('pong') === answers);
    return sound;
  }

  /** What was told, but for what only stands still or moves the target. */
  told(): string[] {
    return this.reports.messages.flatMap((report) =>
      'messageId' in report ? [`${report.type} ${report.messageId}`] : [],
    );
  }

  report<Type extends PlaybackReport['type']>(type: Type): Extract<PlaybackReport, { type: Type }> {
    const is = (report: PlaybackReport): report is Extract<PlaybackReport, { type: Type }> =>
      report.type === type;
    const found = this.reports.messages.find(is);
    if (!found) throw new Error(`no ${type}`);
    return found;
  }

  #count(type: PlaybackReport['type']): number {
    return this.reports.messages.filter((report) => report.type === type).length;
  }
}

test.each([44_100, 48_000])(
  'an oscillator at %i Hz comes out as exact chunks of 20 ms at 16 kHz',
  async (rate) => {
    const stage = await Stage.open(rate, 1.2);
    const { node, port, dispose } = opened(captureNode(stage.context));
    undo.push(dispose);
    oscillator(stage.context, 440, 0.5).connect(node);
    const inbox = new Inbox<CaptureChunk>(port);
    // Stands still at first, until the processors have their ports.
    stage.at(0, () => undefined);
    await stage.render();
    const chunks = await inbox.count(50);
    for (const { samples } of chunks) expect(samples.byteLength).toBe(640);
    // The first has the filter's run-up in it.
    for (const chunk of chunks.slice(1)) expect(levelOf(chunk)).toBeCloseTo(0.5 / Math.SQRT2, 2);
    const { amplitude, rest } = tone(soundOf(chunks.slice(1)), 440, 16_000);
    expect(amplitude).toBeCloseTo(0.5, 2);
    expect(rest).toBeLessThan(0.002);
  },
);

test('a format of its own is kept: 100 ms at 24 kHz', async () => {
  const context = openContext(48_000);
  await loadWorklets(context);
  const { port, dispose } = opened(
    captureNode(context, { sampleRate: 24_000, chunkDuration: 100 }),
  );
  undo.push(dispose);
  const chunks = await new Inbox<CaptureChunk>(port).count(3);
  expect(chunks.map(({ samples }) => samples.byteLength)).toEqual([4_800, 4_800, 4_800]);
});

test('microphones come and go, mono and stereo: the chunks never stop and are their mono mix', async () => {
  const context = openContext(48_000);
  await loadWorklets(context);
  const { node, port, dispose } = opened(captureNode(context));
  undo.push(dispose);
  const inbox = new Inbox<CaptureChunk>(port);
  const levelAfter = async (change: () => void): Promise<number> => {
    change();
    const [last] = (await inbox.count(inbox.messages.length + 15)).slice(-1);
    return last ? levelOf(last) : NaN;
  };
  const mono = oscillator(context, 440, 0.5);
  const stereo = new ChannelMergerNode(context, { numberOfInputs: 2 });
  mono.connect(stereo, 0, 0);
  expect(await levelAfter(() => undefined)).toBe(0);
  expect(await levelAfter(() => mono.connect(node))).toBeCloseTo(0.35, 1);
  expect(await levelAfter(() => mono.disconnect(node))).toBe(0);
  // Sound on one of two sides is half as loud in the middle.
  expect(await levelAfter(() => stereo.connect(node))).toBeCloseTo(0.18, 1);
  expect(await levelAfter(() => stereo.disconnect(node))).toBe(0);
});

test('a denoiser is loaded into a running processor, and noise goes away', async () => {
  const context = openContext(48_000);
  await loadWorklets(context);
  const { node, port, dispose } = opened(captureNode(context));
  undo.push(dispose);
  const buffer = new AudioBuffer({ length: 96_000, sampleRate: 48_000 });
  let low = 0;
  buffer.copyToChannel(
    noise(96_000, 1).map((x) => (low = 0.98 * low + 0.02 * x)),
    0,
  );
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  source.connect(node);
  source.start();
  const inbox = new Inbox<CaptureChunk>(port);
  await inbox.until((chunks) => chunks.slice(-3).every((chunk) => levelOf(chunk) > 0.02));
  const warnings: string[] = [];
  await denoise(node, (message) => warnings.push(message));
  await inbox.until((chunks) => chunks.slice(-3).every((chunk) => levelOf(chunk) < 0.005));
  expect(warnings).toEqual([]);
});

test('muted, zeros keep flowing', async () => {
  const context = openContext(48_000);
  await loadWorklets(context);
  const { node, port, dispose } = opened(captureNode(context));
  undo.push(dispose);
  oscillator(context, 440).connect(node);
  const inbox = new Inbox<CaptureChunk>(port);
  await inbox.count(5);
  port.postMessage({ type: 'mute', muted: true } satisfies CaptureCommand);
  await inbox.until((chunks) => chunks.slice(-3).every((chunk) => levelOf(chunk) === 0));
  const muted = inbox.messages.length;
  await inbox.count(muted + 5);
  port.postMessage({ type: 'mute', muted: false } satisfies CaptureCommand);
  await inbox.until((chunks) => chunks.slice(-1).some((chunk) => levelOf(chunk) > 0.5));
  expect(
    inbox.messages.slice(muted, muted + 5).every((chunk) => levelOf(chunk) === 0 && !chunk.voice),
  ).toBe(true);
});

test('neither processor minds a late port or messages that mean nothing', async () => {
  const context = openContext(48_000);
  await loadWorklets(context);
  const garbage: readonly unknown[] = [
    null,
    undefined,
    7,
    'port',
    [],
    {},
    { type: 'port' },
    { type: 'port', port: 'port' },
    { type: 'nonsense' },
    { type: 'mute' },
    { type: 'mute', muted: 'perhaps' },
    { type: 'enqueue' },
    { type: 'enqueue', messageId: 'a', samples: [1, 2, 3] },
    { type: 'enqueue', messageId: 'a', samples: new Float32Array(10).fill(NaN) },
    { type: 'enqueue', messageId: 7, samples: new Float32Array(10) },
    { type: 'volume' },
    { type: 'volume', volume: NaN },
    { type: 'finish' },
  ];
  const failures: unknown[] = [];
  const ports = ['vivavoce-capture', 'vivavoce-playback'].map((name) => {
    const node = new AudioWorkletNode(context, name, {
      processorOptions: { sampleRate: 16_000, chunkDuration: 20 },
    });
    node.onprocessorerror = (event) => failures.push(event);
    node.connect(context.destination);
    for (const message of garbage) node.port.postMessage(message);
    const { port1, port2 } = new MessageChannel();
    node.port.postMessage({ type: 'port', port: port1 }, [port1]);
    for (const message of garbage) port2.postMessage(message);
    return port2;
  });
  const [capture, playback] = ports;
  if (!capture || !playback) throw new Error('no ports');
  const reports = new Inbox<PlaybackReport>(playback);
  playback.postMessage({ type: 'clear' } satisfies PlaybackCommand);
  playback.postMessage({ type: 'ping' } satisfies PlaybackCommand);
  await new Inbox<CaptureChunk>(capture).count(5);
  await reports.until((all) => all.some(({ type }) => type === 'pong'));
  expect(failures).toEqual([]);
});

test('a node that was disposed of says nothing more', async () => {
  const context = openContext(48_000);
  await loadWorklets(context);
  const first = opened(captureNode(context));
  const second = opened(captureNode(context));
  undo.push(second.dispose);
  const [gone, still] = [new Inbox(first.port), new Inbox(second.port)];
  await gone.count(3);
  first.dispose();
  first.dispose();
  await still.count(still.messages.length + 5);
  const said = gone.messages.length;
  await still.count(still.messages.length + 10);
  expect(gone.messages.length).toBe(said);
});

test.each([44_100, 48_000])(
  'at %i Hz a sine in 40 pieces is rendered to the bit, and its start and end are told to the frame',
  async (rate) => {
    const stage = await Stage.open(rate, 1.2);
    const sound = sine(440, rate, rate, 0.9);
    stage.at(0, () => {
      for (let i = 0; i < 40; i += 1) {
        stage.enqueue('a', sound.slice((i * rate) / 40, ((i + 1) * rate) / 40));
      }
      stage.post({ type: 'finish', messageId: 'a' });
    });
    const rendered = await stage.render();
    const { contextTime: start } = stage.report('started');
    const { contextTime: end, ...ended } = stage.report('ended');
    expect(ended).toEqual({ type: 'ended', messageId: 'a', frames: rate, cut: false });
    expect(rendered.slice(Math.round(start * rate), Math.round(end * rate))).toEqual(sound);
    expect(stage.told()).toEqual(['started a', 'ended a']);
  },
);

test.each([44_100, 48_000])(
  'at %i Hz clear is silence after its fade, without a click, and what comes later plays',
  async (rate) => {
    const stage = await Stage.open(rate, 0.6);
    const loud = sine(200, rate, 3 * rate);
    const fresh = sine(300, rate, rate / 10, 0.25);
    stage.at(0, () => {
      stage.enqueue('a', loud);
      stage.enqueue('b', loud);
    });
    stage.at(0.2, () => {
      stage.post({ type: 'clear' });
      stage.enqueue('c', fresh);
      stage.post({ type: 'finish', messageId: 'c' });
    });
    const rendered = await stage.render();
    const { contextTime: start } = stage.report('started');
    const { contextTime: silent, messageId, cut } = stage.report('ended');
    const sound = rendered.slice(Math.round(start * rate));

    expect({ messageId, cut }).toEqual({ messageId: 'a', cut: true });
    expect(silent).toBeCloseTo(0.206, 2);
    expect(largestStep(sound)).toBeLessThan(0.05);
    // To the bit up to the fade, which is 6 ms; then the new sound and nothing else.
    const fadeAt = Math.round((silent - start - 0.006) * rate);
    expect(sound.slice(0, fadeAt - 1)).toEqual(loud.slice(0, fadeAt - 1));
    const after = sound.slice(Math.round((silent - start) * rate));
    expect(after.slice(0, fresh.length)).toEqual(fresh);
    expect(peak(after.slice(fresh.length + Math.round(0.003 * rate)))).toBe(0);
    expect(stage.told()).toEqual(['started a', 'ended a', 'started c', 'ended c']);
  },
);

test('what is late is covered; running dry behind that and coming back is told; neither makes a click', async () => {
  const stage = await Stage.open(48_000, 1);
  stage.at(0, () => stage.enqueue('a', new Float32Array(9_600).fill(0.9)));
  stage.at(0.6, () => {
    stage.enqueue('a', new Float32Array(9_600).fill(-0.9));
    stage.post({ type: 'finish', messageId: 'a' });
  });
  const rendered = await stage.render();
  const { contextTime: start } = stage.report('started');
  const { frames } = stage.report('underrun');
  const ended = stage.report('ended');
  const stretched = stage.reports.messages.reduce(
    (sum, report) => sum + (report.type === 'stretched' ? report.frames : 0),
    0,
  );
  expect(stretched / 48_000).toBeCloseTo(0.25, 1);
  expect((stretched + frames) / 48_000).toBeCloseTo(0.4, 2);
  // From the piece that came late on: what had waited at first and what was missing.
  const targets = stage.reports.messages.flatMap((report) =>
    report.type === 'target' ? [Math.round(report.duration)] : [],
  );
  const enough = Math.min(400, Math.round((9_600 + stretched + frames) / 48));
  expect(targets).toEqual([20, enough, enough]);
  expect(ended).toMatchObject({ frames: 19_200, cut: false });
  expect(Math.round((ended.contextTime - start) * 48_000)).toBe(19_200 + stretched + frames);
  expect(largestStep(rendered)).toBeLessThan(0.05);
});

test('whoever gets the port later learns the cushion, too', async () => {
  const context = new OfflineAudioContext(1, 48_000, 48_000);
  await loadWorklets(context);
  const { node, port, openPort, dispose } = opened(createPlaybackNode(context));
  undo.push(dispose);
  node.connect(context.destination);
  const first = new Inbox<PlaybackReport>(port);
  const post = (command: PlaybackCommand): void => port.postMessage(command);
  const hold = (time: number, act: () => void): void => {
    void context.suspend(time).then(async () => {
      act();
      const answers = first.messages.length;
      post({ type: 'ping' });
      await first.until((all) => all.slice(answers).some(({ type }) => type === 'pong'));
      await context.resume();
    });
  };
  const piece = (): Float32Array<ArrayBuffer> => new Float32Array(4_800).fill(0.1);
  hold(0, () => post({ type: 'enqueue', messageId: 'a', samples: piece() }));
  // 0.4 s late.
  hold(0.5, () => post({ type: 'enqueue', messageId: 'a', samples: piece() }));
  await context.startRendering();
  const second = openPort();
  const later = new Inbox<PlaybackReport>(second);
  second.postMessage({ type: 'ping' } satisfies PlaybackCommand);
  const [pong, target] = await later.count(2);
  expect(pong).toEqual({ type: 'pong' });
  expect(target).toMatchObject({ type: 'target' });
  expect(target?.type === 'target' ? target.duration : 0).toBeGreaterThan(100);
});

test('more than ten minutes of sound are refused, and that is told', async () => {
  const stage = await Stage.open(8_000, 0.1);
  const minutes = (count: number): Float32Array<ArrayBuffer> => new Float32Array(count * 480_000);
  stage.at(0, () => {
    stage.enqueue('a', minutes(6));
    stage.enqueue('b', minutes(6));
    stage.enqueue('c', minutes(2));
  });
  await stage.render();
  expect(stage.told()).toEqual(['overflow b', 'started a']);
});

/** Plays a sound from that context time on. */
function playAt(
  context: BaseAudioContext,
  sound: Float32Array<ArrayBuffer>,
  time: number,
  to: AudioNode,
): void {
  const buffer = new AudioBuffer({ length: sound.length, sampleRate: context.sampleRate });
  buffer.copyToChannel(sound, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(to);
  source.start(time);
}

/** A capture node in a room that is nearly quiet. */
function listenIn(context: BaseAudioContext): {
  readonly node: AudioNode;
  readonly chunks: Inbox<CaptureChunk>;
} {
  const { node, port, dispose } = opened(captureNode(context));
  undo.push(dispose);
  oscillator(context, 3_000, 0.0005).connect(node);
  return { node, chunks: new Inbox(port) };
}

test('with duck, a user over the assistant lowers it by 12 dB within 60 ms, until they have spoken', async () => {
  const stage = await Stage.open(48_000, 3, true);
  const { node, chunks } = listenIn(stage.context);
  stage.at(0.8, () => stage.enqueue('a', new Float32Array(3 * 48_000).fill(0.2)));
  const spoken = 1.2;
  playAt(stage.context, speech(0.5, 0.1, 48_000), spoken, node);
  const sound = await stage.render();
  const at = (time: number): number => sound[Math.round(time * 48_000)] ?? NaN;
  const levels = [0.005, 0.06, 0.7, 1.2, 1.5].map((after) => at(spoken + after));
  expect(levels.map((level) => Number(level.toFixed(2)))).toEqual([0.2, 0.05, 0.05, 0.2, 0.2]);
  const over = sound.slice(Math.round(spoken * 48_000));
  expect(over.findIndex((sample) => sample < 0.0501) / 48_000).toBeLessThan(0.06);
  expect(largestStep(sound.slice(0.9 * 48_000))).toBeLessThan(0.005);
  await chunks.until((all) => all.some(({ voice }) => voice));
});

test('with duck, what the server calls nothing leaves the assistant as loud as ever within 20 ms', async () => {
  const stage = await Stage.open(48_000, 3, true);
  const { node } = listenIn(stage.context);
  stage.at(0.8, () => stage.enqueue('a', new Float32Array(3 * 48_000).fill(0.2)));
  playAt(stage.context, speech(0.9, 0.1, 48_000), 1.2, node);
  stage.at(1.5, () => stage.post({ type: 'dismissed' }));
  const sound = await stage.render();
  const at = (time: number): number => sound[Math.round(time * 48_000)] ?? NaN;
  expect(at(1.49)).toBeCloseTo(0.05);
  expect([1.52, 1.6, 1.8, 2, 2.5].map((time) => Number(at(time).toFixed(2)))).toEqual(
    Array(5).fill(0.2),
  );
  expect(largestStep(sound.slice(0.9 * 48_000))).toBeLessThan(0.005);
});

test("with duck, the assistant's own echo at −20 dB is no user", async () => {
  const stage = await Stage.open(48_000, 3.2, true);
  const { node, chunks } = listenIn(stage.context);
  const room = new DelayNode(stage.context, { delayTime: 0.08 });
  const faint = new GainNode(stage.context, { gain: 0.1 });
  stage.speaker.connect(room).connect(faint).connect(node);
  const sound = speech(2, 0.1, 48_000);
  stage.at(0.8, () => {
    stage.enqueue('a', sound);
    stage.post({ type: 'finish', messageId: 'a' });
  });
  const rendered = await stage.render();
  const start = Math.round(stage.report('started').contextTime * 48_000);
  // It does not begin at 0, so its first 3 ms are smoothed.
  expect(rendered.slice(start + 144, start + sound.length)).toEqual(sound.slice(144));
  const all = await chunks.count(158);
  expect(all.filter((chunk) => levelOf(chunk) > 0.005).length).toBeGreaterThan(50);
  expect(all.some(({ voice }) => voice)).toBe(false);
});

test('the volume moves without a click', async () => {
  const stage = await Stage.open(48_000, 0.7);
  stage.at(0, () => stage.enqueue('a', sine(200, 48_000, 48_000)));
  stage.at(0.1, () => stage.post({ type: 'volume', volume: 0 }));
  const sound = await stage.render();
  expect(peak(sound.slice(0, 4_800))).toBeGreaterThan(0.9);
  expect(largestStep(sound)).toBeLessThan(0.05);
  expect(peak(sound.slice(6_000))).toBe(0);
});

test('loading twice, or twice at once, is loading once', async () => {
  const context = openContext(48_000);
  await Promise.all([loadWorklets(context), loadWorklets(context)]);
  await loadWorklets(context);
  captureNode(context).dispose();
});

test('files of the page can take the place of the inlined source', async () => {
  const context = openContext(48_000);
  const [captureProcessor = '', playbackProcessor = ''] = [captureSource, playbackSource].map(
    (source) => URL.createObjectURL(new Blob([source], { type: 'text/javascript' })),
  );
  undo.push(() => URL.revokeObjectURL(captureProcessor));
  undo.push(() => URL.revokeObjectURL(playbackProcessor));
  await loadWorklets(context, { captureProcessor, playbackProcessor });
  captureNode(context).dispose();
  createPlaybackNode(context).dispose();
});

test('files that are not there are refused by name, and a later load may do better', async () => {
  const context = openContext(48_000);
  const assets = { captureProcessor: '/nowhere/c.js', playbackProcessor: '/nowhere/p.js' };
  await expect(loadWorklets(context, assets)).rejects.toMatchObject({
    reason: 'audio-worklet-blocked',
    hint: 'allow-worklets',
    message: expect.stringContaining('/nowhere/c.js') as string,
  });
  await loadWorklets(context);
});

test('one file that is missing does not spoil the load after it', async () => {
  const context = openContext(48_000);
  const captureProcessor = URL.createObjectURL(
    new Blob([captureSource], { type: 'text/javascript' }),
  );
  undo.push(() => URL.revokeObjectURL(captureProcessor));
  const playbackProcessor = '/nowhere/p.js';
  await expect(loadWorklets(context, { captureProcessor, playbackProcessor })).rejects.toThrow(
    playbackProcessor,
  );
  await loadWorklets(context);
  captureNode(context).dispose();
  createPlaybackNode(context).dispose();
});

test('a policy that forbids blob: is named in the error, with the option that helps', async () => {
  const frame = document.createElement('iframe');
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  frame.srcdoc =
    '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'"><title>strict</title>';
  document.body.append(frame);
  undo.push(() => frame.remove());
  await loaded;
  const strict = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!strict) throw new Error('no frame');
  const context = new strict.AudioContext();
  undo.push(() => context.close());
  const refused = loadWorklets(context);
  await expect(refused).rejects.toMatchObject({ reason: 'audio-worklet-blocked' });
  await expect(refused).rejects.toThrow('script-src blob:');
  await expect(refused).rejects.toThrow('assets');
});

test('push-to-talk lets through 300 ms before the key and 200 ms after it, to the sample', async () => {
  const rate = 16_000;
  const context = new OfflineAudioContext(1, 3 * rate, rate);
  await loadWorklets(context);
  const capture = opened(captureNode(context, { pushToTalk: true }));
  const clock = opened(createPlaybackNode(context));
  const chunks = new Inbox<CaptureChunk>(capture.port);
  const answers = new Inbox<PlaybackReport>(clock.port);
  clock.node.connect(context.destination);
  // Every sample is its own number; 0 is silence that was made.
  const ramp = new AudioBuffer({ length: 2 * rate, sampleRate: rate });
  ramp.copyToChannel(
    Float32Array.from({ length: 2 * rate }, (_, at) => (at + 1) / 32_768),
    0,
  );
  const source = new AudioBufferSourceNode(context, { buffer: ramp });
  source.connect(capture.node);
  source.start();
  const at = async (frame: number, held: boolean): Promise<void> => {
    await context.suspend(frame / rate);
    capture.post({ type: 'talk', talking: held });
    // The audio thread has read the one when it answers the other.
    const asked = answers.messages.length;
    clock.port.postMessage({ type: 'ping' } satisfies PlaybackCommand);
    await answers.until(({ length }) => length > asked);
    await context.resume();
  };
  // The first is for the ports: they are there before the first sample is.
  const steps = [at(0, false), at(9_600, true), at(16_000, false)];
  await context.startRendering();
  await Promise.all(steps);
  const passed = (): number[] =>
    chunks.messages.flatMap(({ samples }) => [...new Int16Array(samples)]).filter(Boolean);
  const expected = Array.from({ length: 4_800 + 6_400 + 3_200 }, (_, i) => 9_600 - 4_800 + 1 + i);
  await vi.waitFor(() => expect(passed().at(-1)).toBe(expected.at(-1)), 10_000);
  expect(passed()).toEqual(expected);
});

test("with the echo guard the assistant's echo is taken out, and the user over it is not", async () => {
  const stage = await Stage.open(48_000, 5);
  const { context } = stage;
  const [guarded, open] = [{ echoGuard: true }, {}].map((options) => {
    const { node, port, dispose } = opened(captureNode(context, options));
    undo.push(dispose);
    return { node, chunks: new Inbox<CaptureChunk>(port) };
  });
  if (!guarded || !open) throw new Error('no nodes');
  const faint = new GainNode(context, { gain: 0.1 });
  stage.speaker.connect(new DelayNode(context, { delayTime: 0.08 })).connect(faint);
  for (const { node } of [guarded, open]) faint.connect(node);
  // The ports are there before the first sample is.
  stage.at(0, () => undefined);
  stage.at(0.8, () => stage.enqueue('a', sine(300, 48_000, 4 * 48_000, 0.6)));
  playAt(context, sine(500, 48_000, 48_000, 0.4), 3, guarded.node);
  await stage.render();
  const levels = async (chunks: Inbox<CaptureChunk>, from: number, to: number): Promise<number[]> =>
    (await chunks.count(to * 50)).slice(from * 50).map(levelOf);
  expect(Math.min(...(await levels(open.chunks, 1.4, 2.8)))).toBeGreaterThan(0.04);
  expect(Math.max(...(await levels(guarded.chunks, 1.4, 2.8)))).toBeLessThan(0.002);
  expect(Math.min(...(await levels(guarded.chunks, 3.1, 3.8)))).toBeGreaterThan(0.25);
});
