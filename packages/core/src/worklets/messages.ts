import type { DenoiseCommand } from '../audio/audio-scope.ts';
import type { CaptureGuards } from '../audio/capture/capture-pipeline.ts';
import type { WireFormat } from '../audio/format.ts';
import type { QueueReport } from '../audio/playback/playback-report.ts';

/**
 * The messages between the session (in a Worker, inline, or in Node) and the audio thread. Both import these types and
 * nothing else of each other.
 */

/** Passed as `processorOptions` to the capture node: the format of the chunks, and the optional stages. */
export interface CaptureOptions extends WireFormat, CaptureGuards {}

/** From the capture processor: one exact chunk of the microphone; `samples` is transferred. */
export interface CaptureChunk {
  /** Little-endian linear16, mono, at {@link CaptureOptions.sampleRate}, exactly one chunk long. */
  readonly samples: ArrayBuffer;
  /** Whether the processor's own voice detector hears speech in it. */
  readonly voice: boolean;
  /** With push-to-talk: whether the user still held the button at its end, or let go of it just before. */
  readonly held?: boolean | undefined;
}

/** To the capture processor. */
export type CaptureCommand =
  /** Soft mute: zeros keep flowing. */
  { readonly type: 'mute'; readonly muted: boolean };

/** Passed as `processorOptions` to the playback node. */
export interface PlaybackOptions {
  /**
   * Whether the assistant is lowered by 12 dB, for at most 2 s, while the capture processor of the same context hears
   * the user over it.
   */
  readonly duck: boolean;
}

/** To the playback processor. */
export type PlaybackCommand =
  /** Answered by `pong` and `target`: shows that the port works, which between two threads not every engine can provide. */
  | { readonly type: 'ping' }
  /** Sound of one message at the context's rate, in the order it is to be heard; `samples` is transferred. */
  | {
      readonly type: 'enqueue';
      readonly messageId: string;
      readonly samples: Float32Array<ArrayBuffer>;
    }
  /** No more sound of this message will come: running dry now is its end, and no underrun. */
  | { readonly type: 'finish'; readonly messageId: string }
  /** Fade out what plays and drop what waits. Nothing that comes later can undo it. */
  | { readonly type: 'clear' }
  /** The server's own: what ducked the assistant was nothing that interrupts it. It is raised at once. */
  | { readonly type: 'dismissed' }
  /** Loudness, 0 to 1, reached without a click. */
  | { readonly type: 'volume'; readonly volume: number };

/** From the playback processor: the answer to a `ping`, and what the queue reports. */
export type PlaybackReport = { readonly type: 'pong' } | QueueReport;

/** From the capture node's own port: what became of a {@link DenoiseCommand}. */
export interface DenoiseReport {
  readonly type: 'denoise';
  /** Why noise is not removed. Absent: it is, from now on. */
  readonly failed?: string;
}

/** Over the node's own port. */
export type NodeCommand =
  /** The port to the session, in place of an earlier one. */
  | { readonly type: 'port'; readonly port: MessagePort }
  /** The processor ends. */
  | { readonly type: 'stop' }
  /** To the capture processor: noise is to be removed from now on. */
  | DenoiseCommand
  /** To the capture processor, with push-to-talk: whether the user holds the button. */
  | { readonly type: 'talk'; readonly talking: boolean };
