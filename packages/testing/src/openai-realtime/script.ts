/** A frame, either way, as it went over the line. */
export type RealtimeFrame = Readonly<Record<string, unknown>> & { readonly type: string };

/** One item of an answer. */
export type ScriptedItem =
  /** A message: spoken, or written in a session of `output_modalities: ['text']`. */
  | {
      readonly say: string;
      /** ms of sound. Default: 500. */
      readonly duration?: number | undefined;
    }
  /** A call of a function. */
  | {
      readonly call: string;
      /** Default: `{}`. A text goes out as it is, however broken. */
      readonly arguments?: unknown;
      /** Default: a new one. */
      readonly id?: string | undefined;
    };

/** What a response consists of. */
export interface ScriptedAnswer {
  /** Default: none, a response without any content. */
  readonly items?: readonly ScriptedItem[] | undefined;
  /** How it ends, unless it is cancelled. Default: `completed`. */
  readonly status?: 'completed' | 'incomplete' | 'failed' | undefined;
  /** Why it is `failed` (a code, `rate_limit_exceeded`) or `incomplete` (`max_output_tokens`). */
  readonly reason?: string | undefined;
  /** ms before each of its pieces. Default: the service's `pace`. */
  readonly pace?: number | undefined;
}

/** What a script knows of a response that was asked for. */
export interface AnswerRequest {
  /** Which one of this session, from 1. */
  readonly turn: number;
  /** The items of the conversation so far, as the model has them in mind. */
  readonly items: readonly RealtimeFrame[];
  /** The `response` of the `response.create`; undefined where voice activity asked. */
  readonly asked: Readonly<Record<string, unknown>> | undefined;
  /** The settings of the session. */
  readonly session: Readonly<Record<string, unknown>>;
}

/** What a script makes of an utterance. */
export interface HeardSpeech {
  /** Its words; null where they could not be made out. Default: `Words 1.`, `Words 2.` and so on. */
  readonly transcript?: string | null | undefined;
}

/** What a scripted session takes from its service. */
export interface SessionScript {
  readonly onAnswer: (request: AnswerRequest) => ScriptedAnswer;
  readonly onSpeech: (utterance: number) => HeardSpeech;
  /** ms before each piece of an answer. */
  readonly pace: number;
  /** ms of sound in each piece. */
  readonly pieceDuration: number;
  /** ms from a committed utterance to its words. */
  readonly transcriptDelay: number;
  /** s that a session may last. */
  readonly lifetime: number;
  /** Leaves out what some that speak this protocol leave out. */
  readonly omit: readonly string[];
}
