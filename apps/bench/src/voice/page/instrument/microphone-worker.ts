import { OnsetFinder } from '../../analysis/onsets.ts';
import { WallClock } from '../../wall-clock.ts';

/** When bursts were at the microphone, ms since the epoch. */
export interface MicrophoneReport {
  readonly bursts: number[];
  /** ms between the stream's own time stamps and its count of samples: above one buffer, something was lost. */
  readonly drift: number;
}

const clock = new WallClock();
const onsets: number[] = [];
let rate = 0;
let origin = Infinity;
let firstStamp: number | null = null;
let drift = 0;

onmessage = ({ data }: MessageEvent<ReadableStream<AudioData> | 'report'>): void => {
  if (data !== 'report') {
    void listen(data);
    return;
  }
  const report: MicrophoneReport = {
    bursts: onsets.map((position) => origin + (position / rate) * 1000),
    drift,
  };
  postMessage(report);
};

async function listen(stream: ReadableStream<AudioData>): Promise<void> {
  const reader = stream.getReader();
  let finder: OnsetFinder | null = null;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const now = clock.now();
    rate = value.sampleRate;
    finder ??= new OnsetFinder(rate);
    firstStamp ??= value.timestamp;
    if (finder.position < rate / 2) firstStamp = value.timestamp - (finder.position / rate) * 1e6;
    const stamped = (value.timestamp - firstStamp) / 1000;
    drift = Math.max(drift, Math.abs(stamped - (finder.position / rate) * 1000));
    const samples = new Float32Array(value.numberOfFrames);
    value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
    value.close();
    onsets.push(...finder.push(samples));
    // The last sample of a buffer was at the microphone when the buffer came: at the earliest that it ever came.
    origin = Math.min(origin, now - (finder.position / rate) * 1000);
  }
}
