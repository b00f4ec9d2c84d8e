import { nativeMethod } from './native.ts';
import { Recorder } from './recorder.ts';

/** What goes to the speaker, whichever context and node it comes from. */
export const speaker = new Recorder();
/** What comes out of the microphone's node, before the client's own code sees it. */
export const source = new Recorder();

type Connect = (this: AudioNode, to: unknown, ...rest: number[]) => AudioNode;
const connect = nativeMethod<Connect>(AudioNode.prototype, 'connect');
const plainly = (from: AudioNode, to: AudioNode): void => void connect.call(from, to);

let delays: DelayNode[] = [];

/** Delays, to the sample, what every client that is connected hears of its microphone. */
export function delayMicrophone(seconds: number): void {
  for (const delay of delays) delay.delayTime.value = seconds;
}

/**
 * Wraps the platform so that both are recorded; the clients know nothing of it. Call it before any of them starts.
 *
 * @param delayable puts a delay behind the microphone, for `delayMicrophone`
 */
export function recordSound(delayable: boolean): void {
  AudioNode.prototype.connect = function (this: AudioNode, to: unknown, ...rest: number[]) {
    if (to instanceof AudioDestinationNode) speaker.listen(this, plainly);
    if (!(this instanceof MediaStreamAudioSourceNode)) return connect.call(this, to, ...rest);
    source.listen(this, plainly);
    if (!delayable) return connect.call(this, to, ...rest);
    const delay = new DelayNode(this.context, { maxDelayTime: 1 });
    delays = [...delays, delay];
    plainly(this, delay);
    return connect.call(delay, to, ...rest);
  };
}
