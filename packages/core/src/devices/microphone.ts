import type { Undo } from '../base/emitter.ts';
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
  /** Calls back when the device or the permission is taken away; not when `stop` ends it. */
  onLost(listener: () => void): Undo;
  /** Lets go of the device: the browser's indicator goes out. */
  stop(): void;
}

/**
 * Asks for the microphone.
 *
 * @param id the device that is wanted; another is taken where it is gone
 * @throws VoiceError with a `microphone-…` reason
 * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 */
export async function openMicrophone(
  constraints: MediaTrackConstraints,
  id: string | null = null,
): Promise<Microphone> {
  const devices = (globalThis.navigator as Partial<Navigator> | undefined)?.mediaDevices;
  if (typeof devices?.getUserMedia !== 'function') {
    throw new VoiceError(
      'microphone-unsupported',
      'Failed to open the microphone: this page has no access to media devices. Is it served over HTTPS or from localhost?',
    );
  }
  const ask = (device: MediaTrackConstraints): Promise<MediaStream> =>
    devices.getUserMedia({ audio: { ...defaultConstraints, ...constraints, ...device } });
  let stream: MediaStream;
  try {
    // Chromium takes a device that is merely wished for as no wish at all; one that is gone must not be a failure.
    stream = await (id === null
      ? ask({})
      : ask({ deviceId: { exact: id } }).catch((error: unknown) => {
          if (microphoneError(error).reason === 'microphone-missing') return ask({});
          throw error;
        }));
  } catch (cause) {
    throw microphoneError(cause);
  }
  const tracks = stream.getAudioTracks();
  return {
    stream,
    id: tracks[0]?.getSettings().deviceId ?? null,
    label: tracks[0]?.label ?? '',
    onLost: (listener) => listen(listener, ...tracks.map((track) => [track, 'ended'] as const)),
    stop() {
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

/** The one place where the browser's names for a microphone's failure become ours. */
export function microphoneError(cause: unknown): VoiceError {
  // By shape: a DOMException is no Error everywhere, nor the same Error in another realm.
  const { name = '', message = String(cause) } = (cause ?? {}) as Partial<Error>;
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return /dismiss/i.test(message)
        ? new VoiceError(
            'microphone-dismissed',
            'The question about the microphone was closed without an answer.',
            cause,
          )
        : new VoiceError('microphone-denied', 'The microphone is not allowed on this page.', cause);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new VoiceError(
        'microphone-missing',
        'No microphone was found that fits what was asked for.',
        cause,
      );
    case 'NotReadableError':
    case 'AbortError':
      return new VoiceError(
        'microphone-busy',
        'The microphone is there but can not be used. Does another program hold it?',
        cause,
      );
    default:
      return new VoiceError(
        'microphone-unsupported',
        `Failed to open the microphone: ${message}`,
        cause,
      );
  }
}
