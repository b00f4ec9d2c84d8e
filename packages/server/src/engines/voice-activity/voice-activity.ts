/**
 * Decides, frame by frame, whether somebody speaks. One detector per stream; it carries state from frame to frame.
 */
export interface VoiceActivityDetector {
  /** @param frame the next stretch of 16 kHz mono: exactly {@link VoiceActivity.frameLength} samples. It may be kept. */
  push(frame: Int16Array): void;
  /** Frees the detector. It tells nothing any more. */
  close(): void;
}

/** An engine for voice activity. */
export interface VoiceActivity {
  /** The engine's name, as `GET /health` shows it. */
  readonly name: string;
  /** How many samples at 16 kHz one decision is made on. */
  readonly frameLength: number;
  /** Speech begins when this much of so much sound has a voice, in ms. What has less is a noise. */
  readonly onset: { readonly voicedMs: number; readonly withinMs: number };
  /**
   * Opens a detector for one stream.
   *
   * @param onFrame - called once for each frame, in their order, at once or later: the probability of a voice, 0 to 1.
   */
  open(onFrame: (probability: number) => void): VoiceActivityDetector;
  /** Ends what the engine holds. */
  close(): Promise<void>;
}
