import type { Turn } from '../base/conversation-turn.ts';

/** A tool that may be called. */
export interface ToolOffer {
  name: string;
  /** `function`: the client answers; `builtin`: this server does. */
  type: 'function' | 'builtin';
  description?: string;
  /** A JSON Schema as JSON text; from the client, so it may be anything. */
  parameters: string;
}

/** What came of a call. `content` of a failed one is its fallback; empty when there is none. */
export interface ToolOutcome {
  kind: 'answered' | 'failed';
  content: string;
}

/** The tools of a Chat. */
export interface ToolBox {
  offers: readonly ToolOffer[];
  /**
   * Calls a tool and waits for what comes of it: its answer, its error, or the end of the time it has.
   *
   * @param parameters - JSON text.
   * @throws the signal's reason, when the reply is no longer wanted.
   */
  call(name: string, parameters: string): Promise<ToolOutcome>;
}

/**
 * Why the assistant speaks of its own accord.
 *
 * - `new-chat`: to greet.
 * - `nudge`: the user has been silent.
 * - `inactivity`: the user has been silent so long that the Chat ends in 15 seconds.
 * - `max-duration`: the Chat has lasted as long as it may and ends after these words.
 */
export type Occasion = 'new-chat' | 'nudge' | 'inactivity' | 'max-duration';

/** What a reply is made from. */
export interface ReplyRequest {
  /** The conversation so far, oldest first. Without an `occasion`, the user's last turn is the one to answer. */
  history: readonly Turn[];
  /** Set when it is not the user who is answered. */
  occasion?: Occasion;
  /** Why the last turn has no words, if it has none: the recogniser could not tell them, or there is no recogniser. */
  unheard?: 'unclear' | 'no-recogniser';
  /** The system prompt with its variables filled in. */
  prompt?: string;
  /** Text the application attached to this message. */
  context?: string;
  /** The tools that may be called, if there are any. */
  tools?: ToolBox;
  /** How freely a language model is to answer, 0 to 1. */
  temperature?: number;
  /** The key that the client gave for the language model. Never to be logged. */
  languageModelKey?: string;
  /** The client's id of the session. */
  customSessionId?: string;
  /** Gives the session an id, as the client could: it goes along with every message from then on. */
  setCustomSessionId?: (id: string) => void;
  /** What the application noted about the Chat. */
  metadata?: Readonly<Record<string, unknown>>;
  /** The present moment. */
  now: Date;
}

/** Answers the user. */
export interface Responder {
  /** The responder's name, as `GET /health` shows it. */
  readonly name: string;
  /**
   * The reply in pieces, as they come; sentences are put together by the caller.
   *
   * @param signal - aborted when the reply is no longer wanted.
   * @throws ServerError `responder-failed`, whose message is told to the client.
   */
  reply(request: ReplyRequest, signal: AbortSignal): AsyncIterable<string> | Iterable<string>;
}
