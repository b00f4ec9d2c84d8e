import type { Page } from 'playwright';

/** A stretch of sound as it went to the speaker. */
export interface Heard {
  readonly sampleRate: number;
  /** ms since the epoch at which the first sample was rendered, to a few ms. */
  readonly startedAt: number;
  readonly samples: Float32Array;
}

declare global {
  interface Window {
    watched: {
      tracks: MediaStreamTrack[];
      contexts: AudioContext[];
      uncaught: string[];
      taps: { sampleRate: number; offset: number; blocks: Float32Array[] }[];
    };
  }
}

/** The script of what copies the sound on its way to the speaker. */
export const tapScript = `registerProcessor('tap', class extends AudioWorkletProcessor {
  process([input]) {
    if (input[0]) this.port.postMessage({ time: currentTime, samples: input[0].slice() });
    return true;
  }
});`;

/**
 * Keeps every microphone track and context that was ever opened, and copies every sample that is on its way to the speaker. All of it by
 * wrapping the platform, before the page's own scripts run; the kit knows nothing of it.
 *
 * @param tapAddress where a page whose policy refuses `blob:` serves `tapScript`
 */
export async function watch(page: Page, tapAddress?: string): Promise<void> {
  await page.addInitScript(
    ({ script, address }) => {
      const watched: Window['watched'] = {
        tracks: [],
        contexts: [],
        uncaught: [],
        taps: [],
      };
      window.watched = watched;
      addEventListener('error', ({ message }) => watched.uncaught.push(message));
      addEventListener('unhandledrejection', ({ reason }) => watched.uncaught.push(String(reason)));

      const { mediaDevices } = navigator;
      const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints) => {
        // The file that stands for a voice must arrive as it is.
        const audio = typeof constraints?.audio === 'object' ? constraints.audio : {};
        const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
        const stream = await getUserMedia({ ...constraints, audio: { ...audio, ...raw } });
        watched.tracks.push(...stream.getTracks());
        return stream;
      };

      window.AudioContext = class extends AudioContext {
        constructor(options?: AudioContextOptions) {
          super(options);
          watched.contexts.push(this);
        }
      };
      type Connect = (this: AudioNode, to: unknown, ...rest: number[]) => AudioNode;
      const connect = AudioNode.prototype.connect as Connect;
      AudioNode.prototype.connect = function (this: AudioNode, to: unknown, ...rest: number[]) {
        if (to instanceof AudioDestinationNode) {
          // A context that is closed before the tap is in has nothing to listen to.
          tap(this, to.context as AudioContext).catch(() => undefined);
        }
        return connect.call(this, to, ...rest);
      } as typeof AudioNode.prototype.connect;

      async function tap(node: AudioNode, context: AudioContext): Promise<void> {
        await context.audioWorklet.addModule(
          address ?? URL.createObjectURL(new Blob([script], { type: 'text/javascript' })),
        );
        const listener = new AudioWorkletNode(context, 'tap', {
          numberOfOutputs: 0,
          channelCount: 1,
          channelCountMode: 'explicit',
        });
        const entry: Window['watched']['taps'][number] = {
          sampleRate: context.sampleRate,
          offset: Infinity,
          blocks: [],
        };
        watched.taps.push(entry);
        let first: number | undefined;
        listener.port.onmessage = ({
          data,
        }: MessageEvent<{ time: number; samples: Float32Array }>) => {
          first ??= data.time;
          entry.blocks.push(data.samples);
          // The message that was least late tells best when the first block was rendered.
          entry.offset = Math.min(entry.offset, Date.now() - (data.time - first) * 1000);
        };
        connect.call(node, listener);
      }
    },
    { script: tapScript, address: tapAddress },
  );
}

/** Errors that nobody caught. */
export function uncaught(page: Page): Promise<string[]> {
  return page.evaluate(() => window.watched.uncaught);
}

/** Everything that went to the speaker in the last conversation so far. */
export async function heard(page: Page): Promise<Heard> {
  const tap = await page.evaluate(() => {
    const last = window.watched.taps.at(-1);
    if (!last) return null;
    const bytes = new Uint8Array(last.blocks.length * 128 * 4);
    last.blocks.forEach((block, i) => bytes.set(new Uint8Array(block.buffer), i * 512));
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000)
      text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return { sampleRate: last.sampleRate, startedAt: last.offset, base64: btoa(text) };
  });
  if (!tap) throw new Error('Nothing was ever connected to the speaker.');
  const bytes = Buffer.from(tap.base64, 'base64');
  const samples = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  return { sampleRate: tap.sampleRate, startedAt: tap.startedAt, samples };
}
