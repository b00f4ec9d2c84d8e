import { nativeMethod } from './native.ts';

type Connect = (this: AudioNode, to: unknown, ...rest: number[]) => AudioNode;
const connect = nativeMethod<Connect>(AudioNode.prototype, 'connect');

const ears = new WeakMap<BaseAudioContext, MediaStreamAudioDestinationNode>();
let worker: Worker | undefined;

/**
 * From now on, finds out when the first sound goes to the speaker, and records nothing: by nodes of the platform, which need no script
 * and hold no client up. Call it in place of `recordSound`.
 */
export function watchFirstSound(): void {
  worker = new Worker(new URL('./first-sound-worker.ts', import.meta.url), {
    type: 'module',
    name: 'bench-first-sound',
  });
  AudioNode.prototype.connect = function (this: AudioNode, to: unknown, ...rest: number[]) {
    if (to instanceof AudioDestinationNode) connect.call(this, earOf(to.context as AudioContext));
    return connect.call(this, to, ...rest);
  };
}

/** When the first sound was rendered, in ms since the epoch. */
export function firstSound(): Promise<number> {
  return new Promise((settle) => {
    if (!worker) return;
    worker.onmessage = ({ data }: MessageEvent<number>) => settle(data);
    worker.postMessage('report');
  });
}

function earOf(context: AudioContext): MediaStreamAudioDestinationNode {
  const known = ears.get(context);
  if (known) return known;
  const ear = new MediaStreamAudioDestinationNode(context);
  ears.set(context, ear);
  const [track] = ear.stream.getAudioTracks();
  if (track) {
    const { readable } = new MediaStreamTrackProcessor({ track });
    worker?.postMessage(readable, [readable]);
  }
  return ear;
}
