import type { AudioConfiguration } from '@vivavoce/evi';
import { AudioReader } from '../audio/audio-reader.ts';
import type { AudioFault } from '../audio/audio-reader.ts';
import { speechRate } from '../audio/pcm.ts';
import { RateMeter } from '../base/rate-meter.ts';
import type { ChatGuard } from '../connection/chat-guard.ts';

/** Sound that comes further ahead of its time waits nowhere: recognisers take the time they take. */
const mostAheadSeconds = 120;

/** That it does is said again after so long, in ms. */
const quietMs = 10_000;

/** What the client is told of audio that can't be read. */
export const audioFaults: Readonly<Record<AudioFault, string>> = {
  audio_not_configured:
    'Send session_settings with audio {encoding, channels, sample_rate} before linear16; anything else must begin as WebM, Ogg, MP4 or WAV does.',
  audio_format_unsupported: 'A WAV must have between 8000 and 192000 samples a second.',
  audio_not_as_declared:
    'session_settings declare linear16, but the audio begins as WebM, Ogg or MP4 does; it is read as that.',
  audio_decoder_missing:
    'WebM, Ogg, MP4 and WAV with compressed sound need ffmpeg, which is not installed where this server runs. Install it, or send linear16.',
  audio_not_decodable:
    'ffmpeg could not read the audio; what follows is left out until it begins anew.',
  audio_too_far_ahead:
    'The audio comes more than two minutes ahead of its time; what is too much is left out.',
};

/** What {@link SocketAudio} tells. */
export interface SocketAudioEvents {
  /** The user's sound: 16 kHz mono. */
  onSamples: (samples: Int16Array) => void;
  onFault: (fault: AudioFault) => void;
}

/** The audio that comes over one socket: from bytes of whatever format to samples, no faster than they are spoken. */
export class SocketAudio {
  readonly #events: SocketAudioEvents;
  readonly #reader: AudioReader;
  readonly #pace = new RateMeter(speechRate, performance.now(), mostAheadSeconds);
  /** When sound last came too fast, in ms of `performance.now()`. */
  #tooFastAt = -Infinity;
  #closed = false;

  /** @param ffmpeg - its path; undefined where it is not installed. @param guard - watches over what processes bring about. */
  constructor(ffmpeg: string | undefined, guard: ChatGuard, events: SocketAudioEvents) {
    this.#events = events;
    this.#reader = new AudioReader(
      guard.events({
        ffmpeg,
        onSamples: (samples) => {
          if (!this.#closed && this.#keepsPace(samples)) events.onSamples(samples);
        },
        onFault: events.onFault,
      }),
    );
  }

  /** Says how the bytes to come are to be read. @returns what is wrong with it, or undefined. */
  configure(audio: AudioConfiguration): string | undefined {
    return this.#reader.configure(audio);
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** Lets go of everything; tells nothing any more. */
  close(): void {
    this.#closed = true;
    this.#reader.close();
  }

  /** Says when it comes too fast, and again only when it has not for a while: in between a piece may just have room. */
  #keepsPace({ length }: Int16Array): boolean {
    const now = performance.now();
    const inTime = this.#pace.take(now, length);
    if (inTime) return true;
    if (now - this.#tooFastAt > quietMs) this.#events.onFault('audio_too_far_ahead');
    this.#tooFastAt = now;
    return false;
  }
}
