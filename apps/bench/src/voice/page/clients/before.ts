import { VoiceClient } from 'vivavoce-before';
import { kit } from './kit.ts';

/** The kit of another checkout. */
export const client = kit(VoiceClient);
