import { conversationStories } from './conversation-stories.tsx';
import { controlStories } from './control-stories.tsx';
import type { Story } from './story.ts';

/** Every component in every state that looks different. */
export const stories: readonly Story[] = [...controlStories, ...conversationStories];
