import * as v from 'valibot';
import { expressionNames } from '../emotions/expression-names.ts';
import { double, tolerant } from '../schema.ts';

/** One score for each of the 48 expressions, usually 0 to 1: higher is more confident, relative within one message. */
export const EmotionScores = tolerant(v.entriesFromList(expressionNames, double));
/** One score for each of the 48 expressions, usually 0 to 1: higher is more confident, relative within one message. */
export type EmotionScores = v.InferOutput<typeof EmotionScores>;

/** What the prosody model heard in the voice. */
export const ProsodyInference = tolerant({ scores: EmotionScores });
/** What the prosody model heard in the voice. */
export type ProsodyInference = v.InferOutput<typeof ProsodyInference>;

/** The expression models' results for one message. `prosody` is absent for typed text. */
export const Inference = tolerant({ prosody: v.nullish(ProsodyInference) });
/** The expression models' results for one message. `prosody` is absent for typed text. */
export type Inference = v.InferOutput<typeof Inference>;
