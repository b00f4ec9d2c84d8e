import type { SessionOptions } from './options.ts';

/** The result of a tool call. */
export interface ToolResponse {
  /** The `tool_call_id` of the call. */
  readonly toolCallId: string;
  /** What the model is given. */
  readonly content: string;
}

/** Why a tool call has no result. */
export interface ToolError {
  /** The `tool_call_id` of the call. */
  readonly toolCallId: string;
  /** What went wrong, for a log. */
  readonly error: string;
  /** What the model is given in place of a result. Default: the server's own choice. */
  readonly content?: string | undefined;
}

/**
 * What an app can ask of a conversation. Each is safe at any time; what needs a conversation throws without one. While
 * its line is lost, what is to be sent waits, in order, and is sent once it is back: 64 messages, past which sending throws
 * a VoiceError `connection-lost`.
 */
export interface VoiceCommands {
  /**
   * Opens microphone, speaker and line. Call it from a click: browsers keep sound silent otherwise. While a connect is
   * under way a second call joins it; when connected it resolves at once; when the line is lost it tries at once to get it
   * back, and settles with it. A conversation whose microphone was denied or lost asks for it again.
   * @throws VoiceError by rejection, with everything undone; the same error is in `state.connection`.
   */
  connect(): Promise<void>;
  /** Hangs up, at any stage, and undoes all that `connect` did. Resolves when nothing is open any more. */
  disconnect(): Promise<void>;
  /**
   * Silence is sent in place of the microphone; with `muteMode: 'release'` the device is let go of as well, and asked for
   * again afterwards. Remembered across calls.
   */
  setMuted(muted: boolean): void;
  /** Mutes, or ends the mute. */
  toggleMuted(): void;
  /**
   * Listens to another microphone, in the same conversation; null is the browser's default. Asks again where the microphone
   * was denied or lost, and for the first time in a conversation of `microphone: false`, which is spoken in from then on.
   * Without a conversation it is remembered for the next. Of two choices the later one wins, and both settle with it.
   * @throws VoiceError `microphone-…` by rejection; the microphone that was in use stays so
   */
  setMicrophone(deviceId: string | null): Promise<void>;
  /**
   * Sounds from another speaker; null is the browser's default. Without a conversation it is remembered for the next.
   * @throws VoiceError by rejection: `speaker-unsupported` where the browser can't choose, `speaker-blocked` where a policy
   * keeps the page from it, `speaker-missing` where the device can't be used
   */
  setSpeaker(deviceId: string | null): Promise<void>;
  /** With `pushToTalk`: sends what the user says, from 300 ms before the call of it until `stopTalking`. */
  startTalking(): void;
  /** With `pushToTalk`: sends nothing any more, from 200 ms after the call of it. */
  stopTalking(): void;
  /**
   * Starts the sound that the browser holds back: call it from a click or a key press when `state.audio` is `needs-gesture`.
   * @throws VoiceError `audio-blocked` or `audio-stalled`, by rejection, when it is still silent a second later
   */
  resumeAudio(): Promise<void>;
  /** Stops the assistant's voice at once and drops what is still to come of that answer. */
  interrupt(): void;
  /** Sends text as if the user had said it. @throws VoiceError `usage` when not connected. */
  sendText(text: string): void;
  /** Lets the assistant say this text. @throws VoiceError `usage` when not connected. */
  say(text: string): void;
  /** No replies until `resumeAssistant`; speech is still transcribed. @throws VoiceError `usage` when not connected. */
  pauseAssistant(): void;
  /** Ends `pauseAssistant`. @throws VoiceError `usage` when not connected. */
  resumeAssistant(): void;
  /** Changes this conversation's settings. @throws VoiceError `usage` when not connected. */
  updateSession(settings: SessionOptions): void;
  /** Answers a tool call. @throws VoiceError `usage` when not connected. */
  sendToolResponse(answer: ToolResponse): void;
  /** Says that a tool call failed. @throws VoiceError `usage` when not connected. */
  sendToolError(failure: ToolError): void;
  /** Silences the assistant without stopping it, and without a click. The volume is kept. Remembered across calls. */
  setSpeakerMuted(muted: boolean): void;
  /** Loudness of the assistant, 0 to 1. @throws VoiceError `usage` outside that range. */
  setVolume(volume: number): void;
}
