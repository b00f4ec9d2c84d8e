import { given } from '../base/given.ts';
import { listen } from '../base/listen.ts';
import { VoiceError } from '../base/voice-error.ts';
import { isAlias } from './device-alias.ts';
import { forbids, mayForbid, remedy } from './page-policy.ts';

/** What makes speech clear: used unless the app asks for something else. */
const defaultConstraints: MediaTrackConstraints = {
  echoCancellation: { ideal: true },
  noiseSuppression: { ideal: true },
  autoGainControl: { ideal: true },
  channelCount: { ideal: 1 },
};

/**
 * The microphone, whether muted or not. `off`: it is not in use, or a mute keeps it released. `asking`: the browser's prompt is open.
 * `silent`: it is open, and a switch on it or the system lets nothing
 * through. `blocked`: not allowed by a policy of the page or of the page around it, where nobody can allow it.
 */
export type MicrophoneState = 'off' | 'asking' | 'live' | 'silent' | 'denied' | 'blocked' | 'lost';

/** A microphone that is being listened to. */
export interface Microphone {
  readonly stream: MediaStream;
  /** What the browser calls it. */
  readonly id: string | null;
  /** Its own name, also where it was opened as the system's default. */
  readonly label: string;
  /** What is common to all that is one piece with it; empty where the browser tells none. */
  readonly group: string;
  /** Whether a switch on it, or the system, lets nothing through. */
  readonly silent: boolean;
  /** Lets go of the device: the browser's indicator goes out. */
  stop(): void;
}

/** Whom a microphone tells. */
export interface MicrophoneOwner {
  /** The device or the permission was taken away; not told when `stop` ends it. */
  readonly onLost: () => void;
  /** `silent` changed. */
  readonly onSilent: () => unknown;
}

/**
 * Asks for the microphone.
 *
 * @param wanted constraints, or just any
 * @param id the device that is wanted; another is taken where it is gone
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
    // Chromium takes a device that is merely wished for as no wish at all; one that is gone must not be a failure.
    stream = await (id === null
      ? ask({})
      : ask({ deviceId: { exact: id } }).catch((cause: unknown) => {
          if (microphoneError(cause).reason === 'microphone-missing') return ask({});
          throw cause;
        }));
  } catch (cause) {
    throw microphoneError(cause);
  }
  const [track] = stream.getAudioTracks();
  const { deviceId = null, groupId = '' } = track?.getSettings() ?? {};
  const undos = track
    ? [listen(onLost, [track, 'ended']), listen(onSilent, [track, 'mute'], [track, 'unmute'])]
    : [];
  return {
    stream,
    id: deviceId,
    // "Default - Headset": the word before it is in the browser's language.
    label: (track?.label ?? '').replace(isAlias(deviceId) ? /^.*? - / : '', ''),
    group: groupId,
    get silent() {
      return track?.muted === true;
    },
    stop() {
      for (const undo of undos) undo();
      for (const each of stream.getTracks()) each.stop();
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

/** The one place where the browser's names for a microphone's failure become ours. */
export function microphoneError(cause: unknown): VoiceError {
  // By shape: a DOMException is no Error everywhere, nor the same Error in another realm.
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

/** Who said no. A policy says the same as a person, but where the browser lets it be asked. */
function refusal(message: string): 'dismissed' | 'denied' | 'blocked' {
  if (forbids('microphone') || /polic/i.test(message)) return 'blocked';
  return /dismiss/i.test(message) ? 'dismissed' : 'denied';
}
