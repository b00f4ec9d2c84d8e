import { align } from '../analysis/align.ts';
import { OnsetFinder } from '../analysis/onsets.ts';
import { onCall, pass } from '../call.ts';
import type { Call } from '../call.ts';
import type { ClientName } from '../page/main.ts';
import type { Stage } from '../stage.ts';

/** What became of the bursts that a client's microphone heard during a call. */
export interface MicrophoneFigures {
  /** ms from the microphone to the server, per burst. */
  readonly toServer: number[];
  /** The part of it that is the client's: ms from the moment the browser gave the sound to its graph. */
  readonly fromSource: number[];
  /** ms of sound that the browser gave to the graph and that never came, in the middle of the call. */
  readonly lost: number;
  readonly frames: number;
  readonly bytes: number;
  /** Seconds from the first frame to the last. */
  readonly duration: number;
}

export async function readMicrophone(call: Call): Promise<MicrophoneFigures> {
  const { frames } = call.line;
  const { bursts } = await call.microphone();
  const seen = await call.uplink();
  const times = seen.map(({ time }) => time);
  const pairs = align(bursts, times);
  const source = await call.source();
  const onsets = new OnsetFinder(source.sampleRate).push(source.samples);
  const places = onsets.map((onset) => (onset / source.sampleRate) * 1000);
  const fromSource = align(places, times);
  const at = (index: number): number => seen[index]?.at ?? NaN;
  const shift = (index: number): number => {
    const pair = fromSource.at(index);
    return pair ? (places[pair.reference] ?? NaN) - (times[pair.seen] ?? NaN) : NaN;
  };
  return {
    toServer: pairs.map(({ reference, seen }) => at(seen) - (bursts[reference] ?? NaN)),
    fromSource: fromSource.map(({ reference, seen }) => {
      return at(seen) - source.renderedAt(onsets[reference] ?? NaN);
    }),
    lost: shift(-1) - shift(0),
    frames: frames.length,
    bytes: frames.reduce((sum, { data }) => sum + data.length, 0),
    duration: ((frames.at(-1)?.at ?? NaN) - (frames[0]?.at ?? NaN)) / 1000,
  };
}

/** A call in which nothing happens but that the user is heard: a few bursts, since what differs is call from call. */
export function listen(stage: Stage, client: ClientName): Promise<MicrophoneFigures> {
  return onCall(stage, client, async (call) => {
    await pass(2_600);
    return readMicrophone(call);
  });
}
