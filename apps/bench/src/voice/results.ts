import type { Circumstances, ConnectFigures } from './experiments/connecting.ts';
import type { ConversationFigures } from './experiments/conversation.ts';
import type { HeapFigures } from './experiments/heap.ts';
import type { HeardFigures, LateFigures, SineFigures } from './experiments/late-lines.ts';
import type { MainThreadFigures } from './experiments/main-thread.ts';
import type { MicrophoneFigures } from './experiments/microphone.ts';
import type { PlaybackFigures } from './experiments/playback.ts';
import type { SizeFigures } from './experiments/sizes.ts';
import type { StaleFigures } from './experiments/stale-samples.ts';
import type { CostFigures } from './experiments/stretching-cost.ts';
import type { Trial } from './experiments/validation.ts';
import type { ClientName } from './page/main.ts';

/** One list of figures, one per call, for each client. */
export type PerClient<T> = Partial<Record<ClientName, T[]>>;

/** Everything that was measured in a run. */
export interface Results {
  readonly machine: Machine;
  readonly validation?: Trial[];
  readonly connecting?: Connecting[];
  /** Calls in which the user alone is heard. */
  readonly microphone?: PerClient<MicrophoneFigures>;
  readonly free?: PerClient<ConversationFigures>;
  readonly blocked?: PerClient<ConversationFigures>;
  readonly atOnce?: PerClient<PlaybackFigures>;
  readonly jitter?: PerClient<PlaybackFigures>;
  readonly pacedBlocked?: PerClient<PlaybackFigures>;
  readonly late?: Late;
  readonly stale?: StaleFigures;
  readonly heap?: PerClient<HeapFigures>;
  readonly mainThread?: PerClient<MainThreadFigures>;
  readonly sizes?: PerClient<SizeFigures>;
}

/** How a voice was heard of which some was late. */
export interface Late {
  /** The first is the line on which nothing is. */
  readonly lines: { readonly name: string; readonly figures: PerClient<LateFigures> }[];
  readonly sine: PerClient<SineFigures>;
  readonly heard: PerClient<HeardFigures>;
  /** The playback queue alone, on the line with jitter. */
  readonly cost: CostFigures;
}

/** How soon clients were up under some circumstances. */
export interface Connecting extends Circumstances {
  readonly figures: PerClient<ConnectFigures>;
}

/** Where it was measured, in general terms. */
export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly browser: string;
  readonly system: string;
  readonly cores: number;
  readonly processor: string;
  /** Load average over the last minute, before and after. */
  readonly load: number[];
}
