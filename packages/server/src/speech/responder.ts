/** One thing said in the conversation. */
export interface Turn {
  role: 'user' | 'assistant';
  /** The words; empty where somebody spoke and the words are not known. */
  text: string;
}

/** What a reply is made from. */
export interface ReplyRequest {
  /** The conversation so far, oldest first. The last turn is the user's, and it is the one to answer. */
  history: readonly Turn[];
  /** Why the last turn has no words, if it has none: the recogniser could not tell them, or there is no recogniser. */
  unheard?: 'unclear' | 'no-recogniser';
  /** The system prompt with its variables filled in. */
  prompt?: string;
  /** Text the application attached to this message. */
  context?: string;
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
   */
  reply(request: ReplyRequest, signal: AbortSignal): AsyncIterable<string> | Iterable<string>;
}
