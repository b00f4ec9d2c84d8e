import { createContext } from 'react';
import type { Context } from 'react';
import type { VoiceLabels } from './labels/voice-labels.ts';
import type { VoiceBinding } from './voice-binding.ts';

/** The nearest provider's voice; null outside of any. */
export const VoiceContext: Context<VoiceBinding | null> = createContext<VoiceBinding | null>(null);

/** The nearest provider's words; null where it was given none: components bring their English ones themselves. */
export const LabelsContext: Context<VoiceLabels | null> = createContext<VoiceLabels | null>(null);

/** Whether a status here is only to be seen, since another one of the page is heard. */
export const QuietContext: Context<boolean> = createContext(false);
