import type { PlaybackStats } from '../devices/playback-stats.ts';
import type { SessionMetrics } from '../session/metrics.ts';

/** Everything a conversation has measured of itself so far. */
export interface VoiceMetrics extends SessionMetrics {
  /** What the browser says of its own output; null where it says nothing. */
  readonly platform: PlaybackStats | null;
}
