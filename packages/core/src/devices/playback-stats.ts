/**
 * The browser's statistics of its audio output. These underruns come from the machine, not the network.
 *
 * @see https://webaudio.github.io/web-audio-api/#AudioPlaybackStats
 */
export interface PlaybackStats {
  /** How often the output ran dry, and for how many ms in total. */
  readonly underruns: number;
  readonly underrunDuration: number;
  /** ms from the graph to the device. */
  readonly averageLatency: number;
}

interface PlatformStats {
  readonly underrunEvents: number;
  /** Seconds. */
  readonly underrunDuration: number;
  readonly averageLatency: number;
}

/** Reads `AudioContext.playbackStats`; null in browsers without it. */
export function readPlaybackStats(context: AudioContext | undefined): PlaybackStats | null {
  const stats = (context as { readonly playbackStats?: PlatformStats } | undefined)?.playbackStats;
  if (!stats) return null;
  return {
    underruns: stats.underrunEvents,
    underrunDuration: stats.underrunDuration * 1000,
    averageLatency: stats.averageLatency * 1000,
  };
}
