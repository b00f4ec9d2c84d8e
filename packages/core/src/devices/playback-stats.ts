/**
 * What the browser counts of the sound that it gives to the device. Underruns here are the machine's, not the line's.
 *
 * @see https://webaudio.github.io/web-audio-api/#AudioPlaybackStats
 */
export interface PlaybackStats {
  /** Times that the device ran dry, and ms of silence that made. */
  readonly underruns: number;
  readonly underrunDuration: number;
  /** ms from the graph to the device, on average. */
  readonly averageLatency: number;
}

interface PlatformStats {
  readonly underrunEvents: number;
  /** Seconds. */
  readonly underrunDuration: number;
  readonly averageLatency: number;
}

/** Reads `AudioContext.playbackStats`, which only some browsers have. */
export function readPlaybackStats(context: AudioContext | undefined): PlaybackStats | null {
  const stats = (context as { readonly playbackStats?: PlatformStats } | undefined)?.playbackStats;
  if (!stats) return null;
  return {
    underruns: stats.underrunEvents,
    underrunDuration: stats.underrunDuration * 1000,
    averageLatency: stats.averageLatency * 1000,
  };
}
