import type { CaptureGuards } from '../audio/capture-pipeline.ts';
import type { WireFormat } from '../audio/format.ts';
import type { QueueReport } from '../audio/playback-report.ts';

/**
 * What travels over the two ports between the session (in a Worker, inline, or in Node) and the audio thread. Both
 * sides import these types and nothing else of each other.
 */

/** Passed as `processorOptions` to the capture node: what comes out, and what stands in its way. */
export interface CaptureOptions extends WireFormat, CaptureGuards {}

/** One exact chunk of the microphone; `samples` is transferred. */
export interface CaptureChunk {
  readonly type: 'chunk';
  /** Little-endian linear16, mono, at {@link CaptureOptions.sampleRate}, exactly one chunk long. */
  readonly samples: ArrayBuffer;
  /** Index of the chunk's first sample since capture began, counted at the wire's rate. */
  readonly position: number;
  /** Whether the processor's own voice activity hears speech in it. */
  readonly voice: boolean;
}

/** From the audio thread. */
export type CaptureReport = CaptureChunk;

/** To the audio thread. */
export type CaptureCommand =
  /** Soft mute: zeros keep flowing. */
  { readonly type: 'mute'; readonly muted: boolean };

/** Passed as `processorOptions` to the playback node. */
export interface PlaybackOptions {
  /**
   * Whether the assistant is lowered by 12 dB while the capture processor of the same context hears the user over it,
   * for 800 ms at most.
   */
  readonly duck: boolean;
}

/** To the audio thread. */
export type PlaybackCommand =
  /** Answered by `pong` and `target`: shows that the port leads somewhere, which not every engine can do between two threads. */
  | { readonly type: 'ping' }
  /** Sound of one message at the context's rate, in the order it is to be heard; `samples` is transferred. */
  | {
      readonly type: 'enqueue';
      readonly messageId: string;
      readonly samples: Float32Array<ArrayBuffer>;
    }
  /** No more sound of this message will come: running dry after it is the end and no underrun. */
  | { readonly type: 'finish'; readonly messageId: string }
  /** Fade what sounds and forget what waits. Later sound can't undo it. Answered by `cleared` with the same `id`. */
  | { readonly type: 'clear'; readonly id: number }
  /** Loudness, 0 to 1, reached without a click. */
  | { readonly type: 'volume'; readonly volume: number };

/** From the audio thread: the answer to a `ping`, and what the queue tells. */
export type PlaybackReport = { readonly type: 'pong' } | QueueReport;

/** How either node gets the far end of its port: the first message that comes over the node's own port. */
export interface PortHandover {
  readonly type: 'port';
  readonly port: MessagePort;
}

/** What comes over the node's own port. After `stop` the processor is done and the node can be forgotten. */
export type NodeCommand =
  | PortHandover
  | { readonly type: 'stop' }
  /** To the capture processor: push-to-talk begins or ends. */
  | { readonly type: 'hold'; readonly held: boolean };
