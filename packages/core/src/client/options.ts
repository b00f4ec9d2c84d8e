import type { SessionSettings } from '@vivavoce/evi';
import { checkFormat, defaultWireFormat } from '../audio/format.ts';
import { given } from '../base/given.ts';
import { checkRange } from '../base/check-range.ts';
import type { MicrophoneOption } from '../devices/microphone.ts';
import type { Denoise } from '../devices/sound-system.ts';
import type { WorkletAssets } from '../worklets/load-worklets.ts';
import { defaultReconnectPolicy } from '../transport/reconnect-policy.ts';
import type { SessionCommand, TellEvents } from '../session/messages.ts';
import type { ReconnectPolicy } from '../transport/reconnect-policy.ts';

/** How a client signs in. A local server needs neither. */
export type Credentials = { readonly accessToken: string } | { readonly apiKey: string };

/** The argument of `credentials`. */
export interface CredentialsRequest {
  /** Aborted when the result is not needed any more: after `connectTimeout`, or when the conversation has ended. */
  readonly signal: AbortSignal;
}

/** Where an attempt dials. Both may hold credentials: they are never logged. */
export interface LineAddress {
  readonly url: string;
  /** Subprotocols of the WebSocket. */
  readonly protocols?: string[] | undefined;
}

/**
 * What EVI has and another service may not: `say` to the word, a pause, expression scores, settings in the middle of a call (they hold
 * from the next connection on), and the configs and Chats of EVI (`configId`, `voiceId`, `resumedChatGroupId`, …).
 */
export type VoiceFeature = 'say' | 'pause' | 'scores' | 'settings' | 'chats';

/** Another service than EVI: where it is, and what talks to it. Made by `@vivavoce/realtime`, or by an app for a model of its own. */
export interface VoiceService {
  /** Hz of the sound that it takes. */
  readonly sampleRate: number;
  /** What it has not. It is in the client's state, and what needs it throws `unsupported`. Default: nothing. */
  readonly unsupported?: readonly VoiceFeature[] | undefined;
  /** What the protocol is given to begin with. It survives `postMessage`, and holds no secret. */
  readonly options?: unknown;
  /**
   * Asked anew at each attempt to connect, and given up after `connectTimeout`.
   *
   * @throws by rejection, where there are no credentials. An error with a `reason` of {@link VoiceError} says more: nobody is asked again
   *   after `connection-unauthorized`, and somebody is after `connection-refused`, `connection-timeout` and `connection-rate-limited`
   */
  address(attempt: CredentialsRequest): LineAddress | Promise<LineAddress>;
  /**
   * A Worker whose whole script is `serveVoice(protocol)`, of `@vivavoce/core/worker`; or that of `bringVoice(protocol)` and behind it,
   * in the same file, `voiceThread`.
   *
   * @param name the Worker's own
   * @param voiceThread the text of the kit's own voice thread
   */
  worker(name: string, voiceThread: string): Worker | Promise<Worker>;
  /** The same where no Worker can be had: what `startSession(protocol, tell)` gives, of the same entry. */
  inline(tell: TellEvents): StartedSession | Promise<StartedSession>;
}

/** Takes the commands of a session that runs. */
export type StartedSession = (command: SessionCommand) => void;

/** Session settings an app may set. The client sets `type` and `audio` itself. */
export type SessionOptions = Partial<Omit<SessionSettings, 'type' | 'audio'>>;

/**
 * Where a page with a strict Content-Security-Policy serves this package's scripts, copied from its `assets` folder.
 */
export interface VoiceAssets extends WorkletAssets {
  /** Address of the voice thread's script. */
  readonly voiceWorker: string;
}

/** Options of a {@link VoiceClient}. Each has a default, so `new VoiceClient()` talks to a local server. */
export interface VoiceClientOptions {
  /** Address of the EVI server, `http(s)` or `ws(s)`, or a path on the page's own server, such as `/voice`. Default: `ws://127.0.0.1:8788`. */
  readonly url?: string | undefined;
  /**
   * Asked anew at each attempt to connect, and given up after `connectTimeout`. Prefer access tokens: an API key does not
   * belong in a browser. What it throws is `connection-unauthorized`, and asked again after a lost line; a `reason` of what it throws
   * says more, as with {@link VoiceService}. `tokenCredentials` of `@vivavoce/evi` asks a route, and says of a refusal what to do about it.
   */
  readonly credentials?:
    ((attempt: CredentialsRequest) => Credentials | Promise<Credentials>) | undefined;
  /** Another service than EVI, which needs neither `url` nor `credentials`. Default: EVI. */
  readonly service?: VoiceService | undefined;
  /** Id of the EVI configuration. Default: the server's own. */
  readonly configId?: string | undefined;
  /** Version of the configuration. Default: its latest. */
  readonly configVersion?: number | undefined;
  /** Voice that overrides the configuration's. */
  readonly voiceId?: string | undefined;
  /** Chat Group to resume. Default: a new one. */
  readonly resumedChatGroupId?: string | undefined;
  /** How many past events a resumed Chat begins with. Default: the server's (300). */
  readonly eventLimit?: number | undefined;
  /** Whether others may listen to the Chat and send into it, by `connectToChat` of `@vivavoce/evi`. Default: the server's, false. */
  readonly allowConnection?: boolean | undefined;
  /** Interim transcripts while the user speaks. Default: true. */
  readonly verboseTranscription?: boolean | undefined;
  /** Settings sent when the conversation begins. */
  readonly session?: SessionOptions | undefined;
  /** ms of sound in each chunk sent, a whole number from 20 to 100. Default: 20. */
  readonly chunkDuration?: number | undefined;
  /** Hz of the linear16 on the wire, 8,000 to 48,000. Default: 16,000. */
  readonly sampleRate?: number | undefined;
  /**
   * Constraints of the microphone; false for a conversation without one, until `setMicrophone` is called. Or the app's own
   * sound: a stream or track, used through reconnects and never stopped, until `setMicrophone` chooses a device, and again
   * after `setMicrophone(null)`; or a function that opens one. Default: echo cancellation, noise suppression and gain control on.
   */
  readonly microphone?: MicrophoneOption | undefined;
  /**
   * Removes noise from the microphone, in the page: `denoise`, of `@vivavoce/core/denoise`. Adds 10 ms. Switch the browser's own off then, by
   * `microphone: { noiseSuppression: false }`. Where it can't work, the conversation goes on without it, with a `warning` event.
   * Default: none.
   */
  readonly denoise?: Denoise | undefined;
  /** The assistant's volume, 0 to 1. Default: 1. */
  readonly volume?: number | undefined;
  /**
   * What happens when the user speaks over the assistant. `server`: nothing until the server says `user_interruption`.
   * `duck`: besides, the audio thread itself lowers the assistant by 12 dB while it hears the user, within 60 ms and
   * whatever page and line are doing, until 300 ms after the user's last word, for 2 s at most, and no longer than until a
   * server that can tell says that it was nothing (`dismissed`). Default: `server`.
   */
  readonly bargeIn?: 'server' | 'duck' | undefined;
  /** Whether the conversation begins muted. Default: false. */
  readonly muted?: boolean | undefined;
  /**
   * Where the session runs: `worker`, a thread of its own, or `main`, for tests that stub the page's WebSocket. Where no
   * Worker can be had it is `main` by itself, with a `warning` event. Default: `worker`.
   */
  readonly thread?: 'worker' | 'main' | undefined;
  /** Addresses of this package's scripts as static files, for a strict Content-Security-Policy. Default: `blob:` scripts from inside the package. */
  readonly assets?: VoiceAssets | undefined;
  /** ms to wait for `credentials`, and then for the server's first message; Infinity for no limit. Default: 10,000. */
  readonly connectTimeout?: number | undefined;
  /**
   * What happens when the line is lost: a policy says how long to wait before each attempt to get it back; false fails at
   * once. A goodbye of the server and refused credentials are never followed by another attempt. Default:
   * `defaultReconnectPolicy`, 0.25 s to 8 s for 5 minutes.
   */
  readonly reconnect?: false | ReconnectPolicy | undefined;
  /** ms of speech kept while the connection is lost or slow, 0 to 30,000; older speech is dropped. Default: 5,000. */
  readonly speechBuffer?: number | undefined;
  /** Id of the microphone, from `watchDevices`; the default takes its place where it is missing. Default: the browser's default. */
  readonly microphoneId?: string | null | undefined;
  /** Id of the speaker, where the browser lets pages choose. Default: the browser's default. */
  readonly speakerId?: string | null | undefined;
  /**
   * What a mute does. `soft`: silence is sent, the browser shows the microphone as in use. `release`: the device is let go
   * of and the indicator goes out; unmuting asks for it again. Default: `soft`.
   */
  readonly muteMode?: 'soft' | 'release' | undefined;
  /** Push-to-talk: the microphone is silent except between `startTalking()` and `stopTalking()`. Default: false. */
  readonly pushToTalk?: boolean | undefined;
  /**
   * For loudspeakers without echo cancellation: while the assistant sounds, the microphone is attenuated by 30 dB unless it
   * hears something that is clearly louder than an echo. Default: false.
   */
  readonly echoGuard?: boolean | undefined;
  /**
   * Whether the assistant's sound also comes as it was sent, by an `audio-output` event for each piece: for an app that stores it or
   * moves a face by it. Each costs the main thread time. Default: false.
   */
  readonly audioMessages?: boolean | undefined;
  /** Whether the screen stays on during the conversation, where the browser supports it. Default: false. */
  readonly wakeLock?: boolean | undefined;
}

/** Every option has a default but these, which mean something else where they are missing. */
type Defaulted = Exclude<
  keyof VoiceClientOptions,
  | 'credentials'
  | 'service'
  | 'configId'
  | 'configVersion'
  | 'voiceId'
  | 'resumedChatGroupId'
  | 'eventLimit'
  | 'allowConnection'
  | 'assets'
  | 'denoise'
>;

const defaults: { readonly [Name in Defaulted]: Exclude<VoiceClientOptions[Name], undefined> } = {
  ...defaultWireFormat,
  url: 'ws://127.0.0.1:8788',
  verboseTranscription: true,
  session: {},
  microphone: true,
  volume: 1,
  muted: false,
  bargeIn: 'server',
  thread: 'worker',
  connectTimeout: 10_000,
  reconnect: defaultReconnectPolicy,
  speechBuffer: 5000,
  microphoneId: null,
  speakerId: null,
  muteMode: 'soft',
  pushToTalk: false,
  echoGuard: false,
  audioMessages: false,
  wakeLock: false,
};

/** Options with every default in its place, checked. */
export type ResolvedOptions = VoiceClientOptions & typeof defaults;

/** @throws VoiceError `usage` for what no conversation could be held with */
export function resolveOptions(options: VoiceClientOptions): ResolvedOptions {
  // Nothing is as good as not there: components pass on what they were not given.
  const given = Object.entries(options).filter(([, value]) => value != null);
  const resolved: ResolvedOptions = {
    ...defaults,
    ...(Object.fromEntries(given) as Partial<ResolvedOptions>),
    ...(options.service && { sampleRate: options.service.sampleRate }),
  };
  checkFormat(resolved);
  checkVolume(resolved.volume);
  checkRange('connectTimeout', resolved.connectTimeout, 1, Infinity, ' ms');
  checkRange('speechBuffer', resolved.speechBuffer, 0, 30_000, ' ms');
  return resolved;
}

/**
 * Options for the next conversation. What a command has set stays, unless they say otherwise.
 *
 * @throws VoiceError `usage`
 */
export function nextOptions(
  { muted, volume, microphoneId, speakerId }: ResolvedOptions,
  options: VoiceClientOptions,
): ResolvedOptions {
  return resolveOptions({ muted, volume, microphoneId, speakerId, ...given(options) });
}

/** @throws VoiceError `usage` outside 0 to 1 */
export function checkVolume(volume: number): number {
  return checkRange('volume', volume, 0, 1);
}
