/** When pieces of a voice, which are all of the same length, come over a line that keeps their order. All times in ms. */
export interface LateLine {
  readonly name: string;
  /** By how much the next piece is late if nothing holds it up: a piece may be early, too. */
  readonly jitter: number;
  /** How often, in pieces, one is held up, and for how long; what is sent meanwhile comes with it. */
  readonly stall?: {
    readonly share: number;
    readonly length: (random: () => number) => number;
  };
}

const roundTrip = 60;

/** A lost segment holds up a TCP connection until it was sent again: for one round trip, or two or three where that was lost, too. */
const resent = (random: () => number): number => roundTrip * (1 + Math.floor(3 * random()));

/** The lines that a voice is sent over. */
export const lines: readonly LateLine[] = [
  { name: 'nothing late', jitter: 0 },
  { name: '±80 ms of jitter', jitter: 80 },
  { name: '60 ms round trip, 1 % lost', jitter: 0, stall: { share: 0.01, length: resent } },
  { name: '60 ms round trip, 3 % lost', jitter: 0, stall: { share: 0.03, length: resent } },
  {
    name: 'café, stalls of 300 to 900 ms',
    jitter: 20,
    // One every four seconds or so.
    stall: { share: 0.005, length: (random) => 300 + 600 * random() },
  },
];

/**
 * When each of so many pieces comes, counted from when the first is sent.
 *
 * @param piece ms of sound in each: they are sent as they would be spoken
 */
export function arrivals(
  { jitter, stall }: LateLine,
  count: number,
  piece: number,
  random: () => number,
): number[] {
  let latest = -Infinity;
  return Array.from({ length: count }, (_, i) => {
    const held = stall && random() < stall.share ? stall.length(random) : 0;
    latest = Math.max(latest, i * piece + jitter * (2 * random() - 1) + held);
    return latest;
  });
}
