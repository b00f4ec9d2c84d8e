/** A piece of the user's sound as it arrived. */
export interface Piece {
  /** ms since the epoch. */
  readonly at: number;
  /** linear16 */
  readonly bytes: Buffer;
}

/** What a client said of an answer that was cut: how much of which item was heard. */
export interface Truncation {
  readonly item: string;
  /** ms */
  readonly heard: number;
}

/** Sounds that are said as one answer. */
export interface Answer {
  /** ms of each: an item of its own, a sine of 440 Hz. */
  readonly sounds: readonly number[];
  /** When each piece of 100 ms is due, in ms from the first; of one sound alone. Default: at once. */
  readonly due?: readonly number[];
}

/** The service's end of one conversation, whatever it speaks. */
export interface Assistant {
  /** Hz of the user's sound. */
  readonly rate: number;
  /** The user's sound so far. */
  readonly uplink: readonly Piece[];
  readonly truncations: readonly Truncation[];
  /** What the service refused, in words. */
  readonly refusals: readonly string[];
  /** The items of the latest answer. */
  readonly items: readonly string[];
  /** Answers. @returns when its first piece was handed to the socket, in ms since the epoch */
  say(answer: Answer): Promise<number>;
  /** Hears the user: what sounds is to stop. @returns when that was handed to the socket */
  interrupt(): number;
  /** Sends 100 ms more of the answer that was cut. */
  sendLate(): void;
  /** The user is silent again, and what they said is dealt with. */
  settle(): Promise<void>;
}

/** Hz and ms of what an assistant says. */
export const pitch = 440;
export const pieceDuration = 100;

/** What an assistant says that greets. */
export const greeting: Answer = { sounds: [600] };
