import * as v from 'valibot';
import { double, integer, tolerant } from '../schema.ts';

const turnDetection = {
  end_of_turn_silence_ms: v.nullish(integer),
  speech_detection_threshold: v.nullish(double),
  prefix_padding_ms: v.nullish(integer),
};
const interruption = { min_interruption_ms: v.nullish(integer) };

/** When the user speaks, and has finished. */
export const TurnDetectionSpec = tolerant(turnDetection);
/** When the user speaks, and has finished. */
export type TurnDetectionSpec = v.InferOutput<typeof TurnDetectionSpec>;

/** How long the user must speak to stop the assistant. */
export const InterruptionSpec = tolerant(interruption);
/** How long the user must speak to stop the assistant. */
export type InterruptionSpec = v.InferOutput<typeof InterruptionSpec>;

/**
 * When the user speaks, and has finished: after so much silence, 500 to 3,000 ms, 800 by default. Speech is what the detector gives
 * this probability, 0 to 1, 0.5 by default; 0 to 1,000 ms of sound from before it go along, 300 by default.
 */
export const PostedTurnDetectionSpec = tolerant(turnDetection);
/**
 * When the user speaks, and has finished: after so much silence, 500 to 3,000 ms, 800 by default. Speech is what the detector gives
 * this probability, 0 to 1, 0.5 by default; 0 to 1,000 ms of sound from before it go along, 300 by default.
 */
export type PostedTurnDetectionSpec = v.InferOutput<typeof PostedTurnDetectionSpec>;

/** When the user speaks, and has finished. */
export const ReturnTurnDetectionSpec = tolerant(turnDetection);
/** When the user speaks, and has finished. */
export type ReturnTurnDetectionSpec = v.InferOutput<typeof ReturnTurnDetectionSpec>;

/** How long the user must speak to stop the assistant: 50 to 2,000 ms, 800 by default. */
export const PostedInterruptionSpec = tolerant(interruption);
/** How long the user must speak to stop the assistant: 50 to 2,000 ms, 800 by default. */
export type PostedInterruptionSpec = v.InferOutput<typeof PostedInterruptionSpec>;

/** How long the user must speak to stop the assistant. */
export const ReturnInterruptionSpec = tolerant(interruption);
/** How long the user must speak to stop the assistant. */
export type ReturnInterruptionSpec = v.InferOutput<typeof ReturnInterruptionSpec>;
