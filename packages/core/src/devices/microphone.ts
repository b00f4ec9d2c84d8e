import { given } from '../base/given.ts';
import { listen } from '../base/listen.ts';
import { VoiceError } from '../base/voice-error.ts';

/** What makes speech clear: used unless the app asks for something else. */
const defaultConstraints: MediaTrackConstraints = {
  echoCancellation: { ideal: true },
  noiseSuppression: { ideal: true },
  autoGainControl: { ideal: true },
  channelCount: { ideal: 1 },
};

/** The microphone: `asking` while the browser's prompt is open. */
export type MicrophoneState = 'off' | 'asking' | 'live' | 'muted' | 'denied' | 'lost';

/** A microphone that is being listened to. */
export interface Microphone {
  readonly stream: MediaStream;
  /** What the browser calls it. */
  readonly id: string | null;
  readonly label: string;
  /** Lets go of the device: the browser's indicator goes out. */
  stop(): void;
}

/**
 * Asks for the microphone.
 *
 * @param wanted constraints, or just any
 * @param id the device that is wanted; another is taken where it is gone
 * @param onLost called when the device or the permission is taken away; not when `stop` ends it
 * @throws VoiceError with a `microphone-…` reason
 * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 */
export async function openMicrophone(
  wanted: boolean | MediaTrackConstraints,
  id: string | null,
  onLost: () => void,
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
  const tracks = stream.getAudioTracks();
  const unlisten = listen(onLost, ...tracks.map((track) => [track, 'ended'] as const));
  return {
    stream,
    id: tracks[0]?.getSettings().deviceId ?? null,
    label: tracks[0]?.label ?? '',
    stop() {
      unlisten();
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

const sentences = {
  dismissed: 'The question about the microphone was closed.',
  denied: 'The microphone is not allowed.',
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
    const why = meaning === 'denied' && /dismiss/i.test(message) ? 'dismissed' : meaning;
    return new VoiceError(`microphone-${why}`, sentences[why], cause);
  }
  return new VoiceError(
    'microphone-unsupported',
    `Failed to open the microphone: ${message}. Is the page served over https or from localhost?`,
    cause,
  );
}
