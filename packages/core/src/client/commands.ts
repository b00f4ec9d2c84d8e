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

/** How one call differs from the client's options. */
export interface ConnectOptions {
  /** `false`: a call in which the user types, until `setMicrophone` is called. The microphone is not asked for. */
  readonly microphone?: false | undefined;
}

/**
 * What an app can ask of a conversation. Each command is safe at any time; those that need a conversation throw without one. While
 * the connection is lost, up to 64 messages wait in order and are sent once it is back; one more throws a VoiceError
 * `connection-lost`.
 */
export interface VoiceCommands {
  /**
   * Opens microphone, speaker and connection. Call it from a click: browsers block sound otherwise. While a connect is under way, a
   * second call joins it; when connected, it resolves at once; while the connection is lost, it reconnects now and settles with the
   * result. Where the microphone was denied or lost, it asks for it again. Where it can't be had, `connect({ microphone: false })` begins a
   * call without one, also on a page that is not secure, where nothing is played; `setMicrophone(null)` goes over to voice.
   *
   * @example
   * ```ts
   * button.onclick = () => client.connect().catch((error: VoiceError) => show(error.hint));
   * ```
   * @throws VoiceError by rejection, with everything undone; the same error is in `state.connection`
   */
  connect(): Promise<void>;
  connect(options: ConnectOptions): Promise<void>;
  /**
   * Loads what the next `connect` needs and starts its Worker, ahead of the click: call it when the pointer comes over a button that
   * connects. It asks for nothing and opens neither microphone, sound nor connection. `disconnect` undoes it. Does nothing during a
   * conversation, and where it has been done. Never rejects: what fails is tried again by `connect`, which reports it.
   */
  prepare(): Promise<void>;
  /** Ends the conversation at any stage and closes all that `connect` opened. Resolves when nothing is open any more. */
  disconnect(): Promise<void>;
  /**
   * Sends silence in place of the microphone; with `muteMode: 'release'` the device is released as well, and requested again when
   * unmuted. Works before a conversation too, and is kept for the next one. See `state.muted`.
   */
  setMuted(muted: boolean): void;
  /** Mutes or unmutes. */
  toggleMuted(): void;
  /**
   * Switches to another microphone in the same conversation; null is the browser's default. Asks again where the microphone was
   * denied or lost, and for the first time in a conversation with `microphone: false`, which has a microphone from then on. Without a
   * conversation the choice is kept for the next. Of two choices the later one wins, and both settle with it.
   * @throws VoiceError `microphone-…` by rejection; the microphone that was in use stays in use
   */
  setMicrophone(deviceId: string | null): Promise<void>;
  /**
   * Switches to another speaker; null is the browser's default. Without a conversation the choice is kept for the next.
   * @throws VoiceError by rejection: `speaker-unsupported` where the browser lets no page choose, `speaker-blocked` where a policy
   * forbids it, `speaker-missing` where the device can't be used
   */
  setSpeaker(deviceId: string | null): Promise<void>;
  /** With `pushToTalk`: sends what the user says, from 300 ms before the call of it until `stopTalking`. */
  startTalking(): void;
  /** With `pushToTalk`: sends nothing any more, from 200 ms after the call of it. */
  stopTalking(): void;
  /**
   * Starts sound that the browser has paused: call it from a click or a key press when `state.audio` is `needs-gesture`.
   * @throws VoiceError `audio-blocked` or `audio-stalled`, by rejection, when it is still silent a second later
   */
  resumeAudio(): Promise<void>;
  /**
   * Stops the assistant's voice at once and drops the rest of that answer, sentences that are still to come among it: until the server
   * ends the answer, or the user's next message. They are in the transcript as not played. The server is told, as far as it can be: EVI
   * by a pause that ends with the answer, other services by their own means.
   */
  interrupt(): void;
  /** Sends text as if the user had said it. @throws VoiceError `usage` when not connected. */
  sendText(text: string): void;
  /**
   * Sends a command of the service's own, as it stands: a message of EVI or, with a `service`, an event of that service. It is not
   * kept for another connection. What the service answers and EVI has no message for is an `unknown-message` event.
   *
   * @throws VoiceError by rejection: `usage` when not connected, and for what is no object that JSON can carry; `connection-lost` while
   *   the connection is lost. Where the line breaks at this very moment, `connection-lost` is an `error` event
   */
  sendRaw(command: Readonly<Record<string, unknown>>): Promise<void>;
  /** Lets the assistant say this text. @throws VoiceError `usage` when not connected, `unsupported` where the service can't. */
  say(text: string): void;
  /** Pauses replies until `resumeAssistant`; speech is still transcribed. @throws VoiceError `usage` when not connected, `unsupported` where the service can't. */
  pauseAssistant(): void;
  /** Ends `pauseAssistant`. @throws VoiceError as that does. */
  resumeAssistant(): void;
  /**
   * Changes the settings of this conversation; those left out stay as they are. A service that takes none in the middle of a call tells an
   * error `unsupported`, and has them from the next connection on.
   *
   * Before a call has gone out they are among those that it begins with.
   *
   * @throws VoiceError `usage` without a call, and while it is on its way
   */
  updateSession(settings: SessionOptions): void;
  /** Answers a tool call. @throws VoiceError `usage` when not connected. */
  sendToolResponse(answer: ToolResponse): void;
  /** Reports that a tool call failed. @throws VoiceError `usage` when not connected. */
  sendToolError(failure: ToolError): void;
  /** Mutes or unmutes the assistant while it goes on speaking. `state.volume` stays as it is. Kept across conversations. */
  setSpeakerMuted(muted: boolean): void;
  /** Sets the assistant's volume, 0 to 1. Kept across conversations. @throws VoiceError `usage` outside that range. */
  setVolume(volume: number): void;
}
