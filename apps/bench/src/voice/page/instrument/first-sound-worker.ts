import { audible } from '../../analysis/recording.ts';
import { WallClock } from '../../wall-clock.ts';

const clock = new WallClock();
let tell: (at: number) => void = () => undefined;
const first = new Promise<number>((settle) => (tell = settle));

onmessage = ({ data }: MessageEvent<ReadableStream<AudioData> | 'report'>): void => {
  if (data === 'report') void first.then((at) => postMessage(at));
  else void listen(data);
};

/** The earliest of all streams counts: a client may have several contexts. */
async function listen(stream: ReadableStream<AudioData>): Promise<void> {
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const now = clock.now();
    const { numberOfFrames, sampleRate } = value;
    const samples = new Float32Array(numberOfFrames);
    value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
    value.close();
    const place = samples.findIndex((sample) => Math.abs(sample) > audible);
    if (place < 0) continue;
    tell(now - ((numberOfFrames - place) / sampleRate) * 1000);
    return;
  }
}
