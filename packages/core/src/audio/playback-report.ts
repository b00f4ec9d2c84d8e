/** What a playback queue tells, once per change. Frames are sample frames at the context's rate. */
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
  /** The queue is silent after a `clear`. `messageId` is what was audible when it came. */
  | {
      readonly type: 'cleared';
      readonly id: number;
      readonly messageId: string | null;
      readonly contextTime: number;
    }
  /** ms of sound that are held back before a message starts, from now on. */
  | { readonly type: 'target'; readonly duration: number }
  /** As much waits already as may: a piece of that message was dropped, so many frames long. */
  | { readonly type: 'overflow'; readonly messageId: string; readonly frames: number }
  /** Sound ran dry in the middle of a message, or the browser skipped it, and came back `frames` later. */
  | { readonly type: 'underrun'; readonly messageId: string; readonly frames: number };
