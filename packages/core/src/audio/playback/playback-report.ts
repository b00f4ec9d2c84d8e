/**
 * What a playback queue reports, once per change. Frames are counted at the context's rate; `contextTime` is in seconds.
 */
export type QueueReport =
  /** The first frame of a message was rendered. */
  | { readonly type: 'started'; readonly messageId: string; readonly contextTime: number }
  /** The last frame of a message was rendered, or its fade is over; `frames` of it sounded. */
  | {
      readonly type: 'ended';
      readonly messageId: string;
      readonly frames: number;
      readonly cut: boolean;
      readonly contextTime: number;
    }
  /** From now on, ms of sound are buffered before a message starts. */
  | { readonly type: 'target'; readonly duration: number }
  /** The queue is full: `frames` of that message were dropped. */
  | { readonly type: 'overflow'; readonly messageId: string; readonly frames: number }
  /** What plays was stretched by so many frames, since more of it is late; below 0: shortened, to make up for that. */
  | { readonly type: 'stretched'; readonly frames: number }
  /** A message ran dry, or the browser skipped quanta of it, and goes on `frames` later. */
  | { readonly type: 'underrun'; readonly frames: number };
