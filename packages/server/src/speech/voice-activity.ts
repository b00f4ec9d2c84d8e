/** What every engine in this folder hears: mono, 16 kHz. */
export const speechRate = 16_000;

/** The stretch of audio a voice activity decision is made on: 20 ms. */
export const frameLength = 320;

/** How long one frame lasts, in milliseconds. */
export const frameMs = 20;

/**
 * Decides, frame by frame, whether somebody speaks. One detector per stream; it carries state from frame to frame.
 */
export interface VoiceActivityDetector {
  /** @param frame 20 ms of 16 kHz mono: exactly {@link frameLength} samples. */
  isSpeech(frame: Int16Array): boolean;
  /** Frees the detector. */
  close(): void;
}

/** An engine for voice activity. */
export interface VoiceActivity {
  /** The engine's name, as `GET /health` shows it. */
  readonly name: string;
  /** Opens a detector for one stream. */
  open(): VoiceActivityDetector;
}
