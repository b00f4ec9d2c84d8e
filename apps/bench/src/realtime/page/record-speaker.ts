import { nativeMethod } from '../../voice/page/instrument/native.ts';
import { Recorder } from '../../voice/page/instrument/recorder.ts';

/** What goes to the speaker. */
export const speaker = new Recorder();

type Connect = (this: AudioNode, to: unknown, ...rest: number[]) => AudioNode;
const connect = nativeMethod<Connect>(AudioNode.prototype, 'connect');

/** What stands between a context's nodes and its destination. */
const outlets = new WeakMap<BaseAudioContext, GainNode>();
let first: BaseAudioContext | undefined;

/**
 * Records the first context that is made: the one that plays, of every client. Whatever is connected to its destination passes by
 * one node, so that a client may make a node for each piece of sound. Call it before any client starts.
 *
 * @param atOnce whether the tap is loaded as soon as the context is there: for a client that connects nothing before its first
 *   sound. Otherwise with the first node, behind the client's own scripts.
 */
export function recordSpeaker(atOnce: boolean): void {
  const { AudioContext: Native } = window;
  const meet = (context: AudioContext): void => {
    first ??= context;
    if (atOnce && first === context) outletOf(context);
  };
  window.AudioContext = class extends Native {
    constructor(options?: AudioContextOptions) {
      super(options);
      meet(this);
    }
  };
  AudioNode.prototype.connect = function (this: AudioNode, to: unknown, ...rest: number[]) {
    if (!(to instanceof AudioDestinationNode)) return connect.call(this, to, ...rest);
    // A ScriptProcessorNode that captures has to be connected, and gives out silence.
    if (to.context !== first && !(this instanceof ScriptProcessorNode))
      throw new Error('The bench does not listen to that context.');
    connect.call(this, outletOf(to.context), ...rest);
    return to;
  };
}

function outletOf(context: BaseAudioContext): GainNode {
  const known = outlets.get(context);
  if (known) return known;
  const outlet = new GainNode(context);
  outlets.set(context, outlet);
  connect.call(outlet, context.destination);
  if (context === first) speaker.listen(outlet, (from, to) => void connect.call(from, to));
  return outlet;
}
