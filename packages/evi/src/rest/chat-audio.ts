import * as v from 'valibot';
import { integer, open, optionalString, string, tolerant } from '../schema.ts';

/** How far the recording of a chat has come. */
export const ReturnChatAudioReconstructionStatus = v.picklist([
  'QUEUED',
  'IN_PROGRESS',
  'COMPLETE',
  'ERROR',
  'CANCELLED',
]);
/** How far the recording of a chat has come. */
export type ReturnChatAudioReconstructionStatus = v.InferOutput<
  typeof ReturnChatAudioReconstructionStatus
>;

/** The recording of a chat; `signed_audio_url` is there once it is `COMPLETE` and expires. Times in milliseconds since the epoch. */
export const ReturnChatAudioReconstruction = tolerant({
  id: string,
  user_id: string,
  status: open(ReturnChatAudioReconstructionStatus),
  filename: optionalString,
  modified_at: v.nullish(integer),
  signed_audio_url: optionalString,
  signed_url_expiration_timestamp_millis: v.nullish(integer),
});
/** The recording of a chat; `signed_audio_url` is there once it is `COMPLETE` and expires. Times in milliseconds since the epoch. */
export type ReturnChatAudioReconstruction = v.InferOutput<typeof ReturnChatAudioReconstruction>;
