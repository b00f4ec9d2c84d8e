import type { Frame } from '../server/line.ts';
import { OnsetFinder } from './onsets.ts';
import { webmPackets } from './webm.ts';

/** A burst as the server got it. */
export interface SeenBurst {
  /** ms on the client's own stream, from its beginning. */
  readonly time: number;
  /** When the frame came that contains its onset, ms since the epoch. */
  readonly at: number;
}

/** ms of linear16 in a frame, of every client that sends it. */
const chunk = 20;
/** Decodes a WebM stream. @returns ms at which bursts begin */
export type DecodeOnsets = (webm: Buffer) => Promise<number[]>;

/** The bursts in what a client sent, whichever of the two ways it sends sound. */
export async function seenBursts(
  frames: readonly Frame[],
  decode: DecodeOnsets,
): Promise<SeenBurst[]> {
  const parts = frames.filter(({ binary }) => binary);
  if (parts.length === 0) return burstsInLinear16(frames);
  const webm = Buffer.concat(parts.map(({ data }) => data));
  return burstsInWebm(webm, parts, await decode(webm));
}

function burstsInLinear16(frames: readonly Frame[]): SeenBurst[] {
  const seen: SeenBurst[] = [];
  let finder: OnsetFinder | null = null;
  for (const { at, data } of frames) {
    const message = JSON.parse(data.toString()) as { type: string; data: string };
    if (message.type !== 'audio_input') continue;
    const bytes = Buffer.from(message.data, 'base64');
    const samples = Float32Array.from({ length: bytes.length / 2 }, (_, i) => {
      return bytes.readInt16LE(i * 2) / 32_768;
    });
    const rate = (samples.length * 1000) / chunk;
    finder ??= new OnsetFinder(rate);
    for (const onset of finder.push(samples)) seen.push({ time: (onset / rate) * 1000, at });
  }
  return seen;
}

/** A burst is there when the packet is whole that its onset is in. */
function burstsInWebm(webm: Buffer, parts: readonly Frame[], onsets: number[]): SeenBurst[] {
  const packets = webmPackets(webm);
  return onsets.flatMap((time) => {
    const packet = packets.findLast((one) => one.time <= time);
    if (!packet) return [];
    let received = 0;
    const last = parts.find(({ data }) => (received += data.length) >= packet.end);
    return last ? [{ time, at: last.at }] : [];
  });
}
