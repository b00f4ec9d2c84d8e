/** How one exchange went. All in ms; null where it did not happen or could not be measured. */
export interface TurnMetrics {
  /** From the end of the user's speech to the first sample of the answer at the speaker. Typed turns have none. */
  readonly responseDelay: number | null;
  /** From the answer's first sound on the line to its first sample at the speaker. */
  readonly playbackDelay: number | null;
  /** From an interruption to silence at the speaker. */
  readonly interruptionDelay: number | null;
  /** How often the answer ran dry while it was played. */
  readonly underruns: number;
}

/** What a conversation has measured of itself so far. */
export interface SessionMetrics {
  /** The latest exchange that is over; null before the first. */
  readonly turn: TurnMetrics | null;
  /** Speech on its way up, counted in chunks. */
  readonly uplink: {
    readonly sent: number;
    /** Waiting at this moment, because the line does not take more. */
    readonly waiting: number;
    /** Given up because it waited too long. */
    readonly dropped: number;
    /** ms of speech that is waiting, here and in the socket's own buffer. */
    readonly delay: number;
  };
  /** Sound on its way down. */
  readonly playback: {
    readonly underruns: number;
    /** ms of silence they made, all together. */
    readonly underrunDuration: number;
    /** ms by which sound was stretched to cover what came late, all together. */
    readonly stretchDuration: number;
    /** ms of sound held back before a message starts: the jitter policy's target at this moment. */
    readonly target: number;
    /** Pieces that came again, too late, for an answer that was interrupted, or behind ten minutes of others. */
    readonly dropped: number;
    /** Pieces that were waited for and never came. */
    readonly skipped: number;
  };
}

/**
 * What a conversation has used so far, over all its connections, as its service says. An answer that was interrupted counts as well.
 */
export interface VoiceUsage {
  /** Tokens that the model has read: all that was said so far, with each answer. */
  readonly inputTokens: number;
  /** Those among them that it knew from before, which cost less. */
  readonly cachedTokens: number;
  /** Those among them that were sound. */
  readonly inputAudioTokens: number;
  /** Tokens that the model has made, its thoughts among them. */
  readonly outputTokens: number;
  /** Those among them that were sound. */
  readonly outputAudioTokens: number;
  /** For writing down what the user says, which is counted apart: in tokens or in s of sound. */
  readonly transcriptionTokens: number;
  readonly transcriptionSeconds: number;
}

/** ms for which the capture processor goes on hearing a voice that has ended. */
const hangover = 250;

const unknown: TurnMetrics = {
  responseDelay: null,
  playbackDelay: null,
  interruptionDelay: null,
  underruns: 0,
};

/** The figures of one exchange, filled in as they become known. */
export class TurnMeter {
  /** The latest exchange that is over. */
  latest: TurnMetrics | null = null;
  #turn: { -readonly [Name in keyof TurnMetrics]: TurnMetrics[Name] } = { ...unknown };
  /** When the user was last heard, in this exchange. */
  #heardAt: number | null = null;
  #speechEnd: number | null = null;
  #firstSound: number | null = null;
  #interruption: number | null = null;

  /** Whether the user was heard in this exchange. */
  get heard(): boolean {
    return this.#heardAt !== null;
  }

  /** Whether the exchange has had sound. */
  get sounded(): boolean {
    return this.#turn.playbackDelay !== null;
  }

  userHeard(at: number): void {
    this.#heardAt = at;
  }

  /** What was heard last is what is answered. */
  speechEnded(): void {
    if (this.#heardAt !== null) this.#speechEnd = this.#heardAt - hangover;
  }

  /** The user writes: what was heard is not what is answered. */
  typed(): void {
    this.#heardAt = null;
  }

  /** Sound of the answer came over the line. */
  soundArrived(at: number): void {
    this.#firstSound ??= at;
  }

  /** A message of the answer began to sound. */
  soundStarted(at: number): void {
    if (this.#turn.playbackDelay !== null || this.#firstSound === null) return;
    // When it left the speaker is known to the ms only.
    this.#turn.playbackDelay = Math.max(0, at - this.#firstSound);
    if (this.#speechEnd !== null) this.#turn.responseDelay = at - this.#speechEnd;
  }

  /** The answer is to stop. */
  interrupted(at: number): void {
    this.#interruption = at;
  }

  /** The answer has stopped. */
  silenced(at: number): void {
    if (this.#interruption !== null) this.#turn.interruptionDelay ??= at - this.#interruption;
  }

  underran(): void {
    this.#turn.underruns += 1;
  }

  /** The figures, where there was an answer to measure; the next exchange starts from nothing. */
  finish(): TurnMetrics | null {
    const turn = this.#turn;
    this.#turn = { ...unknown };
    this.#heardAt = this.#speechEnd = this.#firstSound = this.#interruption = null;
    return turn.playbackDelay === null ? null : (this.latest = turn);
  }
}
