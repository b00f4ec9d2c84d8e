/** A message, either way, as it went over the line. */
export type LiveFrame = Readonly<Record<string, unknown>>;

/** One part of an answer. */
export type ScriptedPart =
  | {
      readonly say: string;
      /** ms of sound. Default: 500. */
      readonly duration?: number | undefined;
    }
  /** Functions called at once. */
  | {
      readonly calls: readonly {
        readonly name: string;
        readonly args?: Readonly<Record<string, unknown>> | undefined;
      }[];
    };

/** What a turn of the model consists of. */
export interface ScriptedTurn {
  /** Default: none, a turn without any content. */
  readonly parts?: readonly ScriptedPart[] | undefined;
  /** ms before each of its messages. Default: the service's `pace`. */
  readonly pace?: number | undefined;
}

/** What a script knows of a turn. */
export interface TurnRequest {
  /** Which one of this session, from 1. */
  readonly turn: number;
  /** What it answers. */
  readonly to: 'speech' | 'text' | 'tools';
  /** The text, or the answers of the functions as JSON. */
  readonly text: string;
  /** The setup of the session. */
  readonly setup: LiveFrame;
}

/** What a scripted session takes from its service. */
export interface LiveScript {
  readonly onTurn: (request: TurnRequest) => ScriptedTurn;
  readonly onSpeech: (utterance: number) => string;
  readonly pace: number;
  readonly pieceDuration: number;
  readonly together: boolean;
  readonly playback: boolean;
  readonly binary: boolean;
  readonly finished: boolean;
  readonly model: (name: string) => boolean;
  readonly contentInCall: boolean;
  /** Whether a handle of before can be gone on with. */
  readonly knows: (handle: string) => boolean;
  readonly newHandle: () => string;
}
