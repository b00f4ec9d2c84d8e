import type { PlaybackStats } from '../devices/playback-stats.ts';
import type { SessionMetrics, VoiceUsage } from '../session/metrics.ts';

/** Everything a conversation has measured of itself so far. */
export interface VoiceMetrics extends SessionMetrics {
  /** What the service says that it has used; null where it says nothing, as EVI. */
  readonly usage: VoiceUsage | null;
  /** What the browser says of its own output; null where it says nothing. */
  readonly platform: PlaybackStats | null;
}
