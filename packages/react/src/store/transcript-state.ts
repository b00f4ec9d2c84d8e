import type { EmotionName, Heard } from '@vivavoce/core';

/** Scores of the 48 expressions for one message, usually 0 to 1; a server may leave some out. They compare expressions within that message. */
export type EmotionScores = Readonly<Partial<Record<EmotionName, number>>>;

/** A call of a tool by the assistant, and its outcome. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as the model wrote them: JSON text, not checked. */
  readonly parameters: string;
  readonly outcome:
    | { readonly status: 'pending' }
    | { readonly status: 'done'; readonly content: string }
    | { readonly status: 'failed'; readonly error: string };
}

/** One message of the conversation: a sentence of the assistant, or one utterance or typed text of the user. */
export interface TranscriptEntry {
  /** Stays the same while an interim text becomes final, so it serves as a React key. */
  readonly id: string;
  /** The server's id of the message, where an earlier entry has that id already. */
  readonly messageId?: string;
  /** The id of the first entry of the turn this one belongs to. Entries of one turn follow each other. */
  readonly turn: string;
  readonly role: 'user' | 'assistant';
  /** Plain text, never markup. Empty for speech that nobody could transcribe and for an entry of tool calls alone. */
  readonly text: string;
  /** The language of the text, where the service says it: as `en` or `pt-BR`. */
  readonly language?: string;
  /** Said before the model has answered, as a first reaction. */
  readonly quickResponse?: true;
  /** `interim`: still being recognised, each version replaces the last. */
  readonly state: 'interim' | 'final';
  /** `text`: typed by the user, or sent with `say()`. */
  readonly source: 'speech' | 'text';
  /** Null for typed text, and until the scores have come. */
  readonly scores: EmotionScores | null;
  /** When its first version came: ms since the epoch. */
  readonly receivedAt: number;
  /**
   * When it began to be heard: ms since the epoch. Null for what the user typed, and until a sentence of the assistant
   * has been played.
   */
  readonly spokenAt: number | null;
  /** Where in the call's audio it was spoken, in ms. Null for the assistant. */
  readonly time: { readonly begin: number; readonly end: number } | null;
  readonly toolCalls: readonly ToolCall[];
  /** How much of it was heard, once it was played: null before that, and for the user. */
  readonly heard: Heard | null;
  /** On the first entry of a conversation that follows another one: why that began. */
  readonly begins?: ConversationStart;
}

/** Why a conversation follows another: the user has started a call, or the server did not know the one to resume any more. */
export type ConversationStart = 'call' | 'chat-lost';

/** The transcript: oldest entry first, in the order in which each first came. */
export interface TranscriptState {
  /** The Chat Group of its last entries. A resumed one continues; what follows in another has a divider before it. */
  readonly chatGroupId: string | null;
  readonly entries: readonly TranscriptEntry[];
  /** Id of the assistant's turn while it continues; null between turns. */
  readonly openTurn: string | null;
  /** How many of the oldest entries the history limit has dropped. */
  readonly dropped: number;
  /** Whether the connection was lost while the user was speaking, and the speech that is sent again is not transcribed yet. */
  readonly speechPending: boolean;
  /** Another conversation has begun, why, and nothing was said in it yet; null otherwise. */
  readonly begins: ConversationStart | null;
}

/** A transcript before anything was said. */
export const emptyTranscript: TranscriptState = {
  chatGroupId: null,
  entries: [],
  openTurn: null,
  dropped: 0,
  speechPending: false,
  begins: null,
};
