import type * as v from 'valibot';
import { messageUnion } from '../schema.ts';
import { clientMessages } from './client-message.ts';

const [, ...allButAudio] = clientMessages;

/** What may be sent into a Chat from elsewhere: any message of a client but its audio. */
export const ControlPlanePublishEvent = messageUnion(allButAudio);
/** What may be sent into a Chat from elsewhere: any message of a client but its audio. */
export type ControlPlanePublishEvent = v.InferOutput<typeof ControlPlanePublishEvent>;
