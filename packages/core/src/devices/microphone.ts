import { given } from '../base/given.ts';
import { listen } from '../base/listen.ts';
import { VoiceError } from '../base/voice-error.ts';
import { isAlias } from './device-alias.ts';
import { forbids, mayForbid, remedy } from './page-policy.ts';

/** For clear speech: used unless the app sets others. */
const defaultConstraints: MediaTrackConstraints = {
  echoCancellation: { ideal: true },
  noiseSuppression: { ideal: true },
  autoGainControl: { ideal: true },
  channelCount: { ideal: 1 },
};

/**
 * The microphone, whether muted or not. `off`: not in use, or released by a mute. `asking`: the browser's prompt is open. `silent`:
 * open, but muted by its own switch or the system. `denied`: refused by the user. `blocked`: refused by a policy of the page or its
 * frame, so that the user can't allow it. `lost`: disconnected, or it could not be opened.
 */
export type MicrophoneState = 'off' | 'asking' | 'live' | 'silent' | 'denied' | 'blocked' | 'lost';

/** A stream or track of the app's own. */
export type MicrophoneSource = MediaStream | MediaStreamTrack;

/**
 * Opens a microphone in the browser's place, for an app that processes its sound: called whenever one is opened, at the start
 * of a call, for another device, and on unmuting where a mute released it. The kit stops what it gives.
 *
 * @param constraints what the kit would ask the browser for, the device included
 * @param signal aborted when the microphone is released, so that the device behind a processed track can be released too
 */
export type OpenMicrophone = (
  constraints: MediaTrackConstraints,
  signal: AbortSignal,
) => MicrophoneSource | Promise<MicrophoneSource>;

/** true: any; false: none, until one is chosen. A source of the app's own is never stopped by the kit. */
export type MicrophoneOption = boolean | MediaTrackConstraints | MicrophoneSource | OpenMicrophone;

/** An open microphone. */
export interface Microphone {
  readonly stream: MediaStream;
  readonly id: string | null;
  /** Its own name, without the browser's word for "default". */
  readonly label: string;
  /** `groupId`: shared by all devices in one piece of hardware; empty if unknown. */
  readonly group: string;
  /** Whether its own switch, or the system, mutes it. */
  readonly silent: boolean;
  /** Releases the device. */
  stop(): void;
}

/** Who is told what becomes of an open microphone. */
export interface MicrophoneOwner {
  /** The device was disconnected, or the permission withdrawn. Not called after `stop`. */
  readonly onLost: () => void;
  /** `silent` changed. */
  readonly onSilent: () => unknown;
}

/**
 * Opens a microphone.
 *
 * @param wanted constraints, true for any, or the app's own
 * @param id the device to open; another if it is gone
 * @throws VoiceError with a `microphone-…` reason
 * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 */
export async function openMicrophone(
  wanted: MicrophoneOption,
  id: string | null,
  { onLost, onSilent }: MicrophoneOwner,
): Promise<Microphone> {
  const source = id === null ? streamOf(wanted) : undefined;
  // Constraints are plain; whatever else was given adds nothing to them.
  const constraints = { ...defaultConstraints, ...given(wanted as MediaTrackConstraints) };
  const released = new AbortController();
  const ask = async (device: MediaTrackConstraints): Promise<MediaStream> => {
    const audio = { ...constraints, ...device };
    if (typeof wanted !== 'function') return navigator.mediaDevices.getUserMedia({ audio });
    return streamOf(await wanted(audio, released.signal)) as MediaStream;
  };
  let stream: MediaStream;
  try {
    // Chromium ignores an `ideal` device. One that is gone must not be a failure.
    stream = await (id === null
      ? (source ?? ask({}))
      : ask({ deviceId: { exact: id } }).catch((cause: unknown) => {
          if (microphoneError(cause).reason === 'microphone-missing') return ask({});
          throw cause;
        }));
  } catch (cause) {
    throw microphoneError(cause);
  }
  const track = stream.getAudioTracks().find(({ readyState }) => readyState !== 'ended');
  if (!track) {
    throw new VoiceError(
      'microphone-missing',
      'The stream of `microphone` has no live audio track.',
    );
  }
  // The browser lists no device for a track that the app made.
  const own = source ?? typeof wanted === 'function';
  const { deviceId = null, groupId = '' } = own ? { deviceId: id } : track.getSettings();
  const undos = [
    listen(onLost, [track, 'ended']),
    listen(onSilent, [track, 'mute'], [track, 'unmute']),
  ];
  return {
    stream,
    id: deviceId,
    // "Default - Headset": the word before it is in the browser's language.
    label: track.label.replace(isAlias(deviceId) ? /^.*? - / : '', ''),
    group: groupId,
    get silent() {
      return track.muted;
    },
    stop() {
      for (const undo of undos) undo();
      if (source) return;
      for (const each of stream.getTracks()) each.stop();
      released.abort();
    },
  };
}

/** undefined for what is none. */
function streamOf(source: unknown): MediaStream | undefined {
  // By their methods: a frame has classes of its own.
  const { getAudioTracks, stop } = source as Partial<MediaStream & MediaStreamTrack>;
  if (stop) return new MediaStream([source as MediaStreamTrack]);
  return getAudioTracks && (source as MediaStream);
}

const sentences = {
  dismissed: 'The microphone prompt was closed.',
  denied: 'Microphone access was denied.',
  blocked: 'A policy blocks the microphone.',
  missing: 'No microphone was found.',
  busy: "The microphone can't be opened. Is another app using it?",
};

const meanings: Record<string, keyof typeof sentences | undefined> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Maps the errors of `getUserMedia` to reasons. */
export function microphoneError(cause: unknown): VoiceError {
  if (cause instanceof VoiceError) return cause;
  // By its properties: a DOMException is not an Error everywhere, and other realms have an Error of their own.
  const { name = '', message = String(cause) } = (cause ?? {}) as Partial<Error>;
  const meaning = meanings[name];
  if (meaning) {
    const why = meaning === 'denied' ? refusal(message) : meaning;
    const forbidden = why === 'blocked' || (why === 'denied' && mayForbid());
    return new VoiceError(
      `microphone-${why}`,
      sentences[why] + (forbidden ? ` ${remedy('microphone')}` : ''),
      cause,
    );
  }
  return new VoiceError(
    'microphone-unsupported',
    `Failed to open the microphone: ${message}. Is the page served over https or from localhost?`,
    cause,
  );
}

/** A policy refuses with the same error as a user, except where the browser exposes policies. */
function refusal(message: string): 'dismissed' | 'denied' | 'blocked' {
  if (forbids('microphone') || /polic/i.test(message)) return 'blocked';
  return /dismiss/i.test(message) ? 'dismissed' : 'denied';
}
