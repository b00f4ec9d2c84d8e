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

export interface MicrophoneOwner {
  /** The device was disconnected, or the permission withdrawn. Not called after `stop`. */
  readonly onLost: () => void;
  /** `silent` changed. */
  readonly onSilent: () => unknown;
}

/**
 * Opens a microphone.
 *
 * @param wanted constraints, or true for any
 * @param id the device to open; another if it is gone
 * @throws VoiceError with a `microphone-…` reason
 * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 */
export async function openMicrophone(
  wanted: boolean | MediaTrackConstraints,
  id: string | null,
  { onLost, onSilent }: MicrophoneOwner,
): Promise<Microphone> {
  const constraints = { ...defaultConstraints, ...given(wanted as MediaTrackConstraints) };
  const ask = (device: MediaTrackConstraints): Promise<MediaStream> =>
    navigator.mediaDevices.getUserMedia({ audio: { ...constraints, ...device } });
  let stream: MediaStream;
  try {
    // Chromium ignores an `ideal` device. One that is gone must not be a failure.
    stream = await (id === null
      ? ask({})
      : ask({ deviceId: { exact: id } }).catch((cause: unknown) => {
          if (microphoneError(cause).reason === 'microphone-missing') return ask({});
          throw cause;
        }));
  } catch (cause) {
    throw microphoneError(cause);
  }
  const [track] = stream.getAudioTracks() as [MediaStreamTrack];
  const { deviceId = null, groupId = '' } = track.getSettings();
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
      track.stop();
    },
  };
}

const sentences = {
  dismissed: 'The question about the microphone was closed.',
  denied: 'The microphone is not allowed.',
  blocked: 'A policy keeps this page from the microphone.',
  missing: 'No microphone was found that fits.',
  busy: 'The microphone can not be used. Does another program hold it?',
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
