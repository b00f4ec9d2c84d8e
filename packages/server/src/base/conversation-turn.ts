import type { EmotionScores, MillisecondInterval } from '@vivavoce/evi';

/** Something said in the conversation. */
export interface SpokenTurn {
  role: 'user' | 'assistant';
  /** The words; empty where somebody spoke and the words are not known. */
  text: string;
  /** How it was said; absent where it was typed. */
  scores?: EmotionScores;
  /** When it was said, in ms from the start of the Chat's audio; absent where it was typed, and for the assistant. */
  time?: MillisecondInterval;
}

/** A tool that was called in the conversation, and what came of it. */
export interface ToolTurn {
  role: 'tool';
  /** What the tool answered, or the fallback. */
  text: string;
  call: ToolCall;
}

/** One step of the conversation. */
export type Turn = SpokenTurn | ToolTurn;

/** One call of a tool. */
export interface ToolCall {
  id: string;
  name: string;
  /** JSON text. */
  parameters: string;
}
