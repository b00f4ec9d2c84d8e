import { VoiceClient } from '@vivavoce/core';
import { kit } from './kit.ts';

/** This kit. */
export const client = kit(VoiceClient);
