import type { AudioConfiguration } from '@vivavoce/evi';
import { AudioReader } from '../audio/audio-reader.ts';
import type { AudioFault } from '../audio/audio-reader.ts';
import { speechRate } from '../audio/pcm.ts';
import { RateMeter } from '../base/rate-meter.ts';
import type { ChatGuard } from '../connection/chat-guard.ts';
import type { Outbox } from '../connection/outbox.ts';
import type { Dialogue } from '../dialogue/dialogue.ts';
import type { ChatRecorder } from '../recording/chat-recorder.ts';
import type { SoundRecorder } from '../recording/sound-recorder.ts';
import type { EndedStatus } from '../store/chats/chats.ts';
import type { WrongMessage } from './read-message.ts';

/** Sound that comes further ahead of its time waits nowhere: recognisers take the time they take. */
const mostAheadSeconds = 120;

/** That it does is said again after so long, in ms. */
const quietMs = 10_000;

/** What the client is told of audio that can't be read. */
const audioFaults: Readonly<Record<AudioFault, string>> = {
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

/** What a socket reaches of the session it is attached to. */
export interface SocketSession {
  readonly groupId: string;
  /** The path of ffmpeg; undefined where it is not installed. */
  readonly ffmpeg: string | undefined;
  readonly guard: ChatGuard;
  readonly outbox: Outbox;
  readonly recorder: ChatRecorder;
  readonly sound: SoundRecorder;
  readonly dialogue: Dialogue;
  /** Takes text of this socket. @returns how many characters are to be answered or spoken, the audio in it, or what is wrong with it. */
  take: (text: string, from: SessionSocket) => number | Uint8Array | WrongMessage;
  /** This socket's connection broke. */
  handleLeft: () => void;
  /** Tells the client to come back elsewhere once what is being said was heard. */
  retire: () => Promise<void>;
  /** The same, whatever is being said. */
  retireNow: () => Promise<void>;
  /** The minutes of its key are used up. */
  useUp: () => void;
  end: (status: EndedStatus) => Promise<void>;
}

/**
 * One socket of a session, from when it is attached until it is detached, and what is known of it alone: its audio is read from
 * whatever format to samples, no faster than they are spoken.
 */
export class SessionSocket {
  /** The client was told what this server can tell beside EVI's messages. */
  announced = false;
  /** Texts that were heard over a line that broke before the client could know. */
  repeated: string[] = [];
  /** When it was attached, by the clock. */
  attachedAt = 0;
  readonly #session: SocketSession;
  readonly #reader: AudioReader;
  readonly #pace = new RateMeter(speechRate, performance.now(), mostAheadSeconds);
  /** When sound last came too fast, in ms of `performance.now()`. */
  #tooFastAt = -Infinity;
  /** Some of the user's sound has come. */
  #heard = false;
  #closed = false;
  #left = false;

  constructor(session: SocketSession) {
    this.#session = session;
    this.#reader = new AudioReader(
      session.guard.events({
        ffmpeg: session.ffmpeg,
        onSamples: this.#hear,
        onFault: (fault) => {
          session.outbox.sendError(fault, audioFaults[fault]);
        },
      }),
    );
  }

  /** The Chat Group it talks in. */
  get groupId(): string {
    return this.#session.groupId;
  }

  /** While the database does not keep pace with what is said: resolves when more may be taken. */
  get keepingPace(): Promise<void> | undefined {
    return this.#session.recorder.keepingPace;
  }

  /** Takes a frame. @returns how many characters are to be answered or spoken, or the audio in it, which is still to be taken. */
  handleFrame(bytes: Buffer, binary: boolean): number | Uint8Array {
    if (this.#closed) return 0;
    if (binary) return bytes;
    const { guard, take } = this.#session;
    return guard.run(() => this.tellWrong(take(bytes.toString('utf8'), this))) ?? 0;
  }

  /** Takes audio: a piece of a frame, or of what an `audio_input` held. */
  handleAudio(bytes: Uint8Array): void {
    if (this.#closed) return;
    const { guard, recorder } = this.#session;
    guard.run(() => {
      if (!this.#heard) recorder.keep({ type: 'USER_RECORDING_START_MESSAGE', role: 'USER' });
      this.#heard = true;
      this.#reader.push(bytes);
    });
  }

  /** Says how the audio to come is to be read. @returns what is wrong with it, or undefined. */
  configureAudio(audio: AudioConfiguration): string | undefined {
    return this.#reader.configure(audio);
  }

  /** @returns what was taken; 0 where it was wrong, of which the client is told. */
  tellWrong(taken: number | Uint8Array | WrongMessage): number | Uint8Array {
    if (typeof taken === 'number' || taken instanceof Uint8Array) return taken;
    this.#session.outbox.sendError(taken.slug, taken.because);
    return 0;
  }

  /** The connection broke: the session waits for its client. */
  leave(): void {
    if (this.#closed) return;
    this.#left = true;
    this.letGo();
    this.#session.handleLeft();
  }

  /** Tells the client to come back elsewhere, once what is being said was heard. Resolves when the Chat's end was kept. */
  async retire(): Promise<void> {
    if (!this.#closed) await this.#session.retire();
  }

  /** The same, whatever is being said. */
  async retireNow(): Promise<void> {
    if (!this.#closed) await this.#session.retireNow();
  }

  /** Ends a Chat whose key has no minutes left for today. */
  useUp(): void {
    if (!this.#closed) this.#session.useUp();
  }

  /** The connection is closed, or about to be, and with it the session, unless that was left. Resolves when its end was kept. */
  async close(status: EndedStatus): Promise<void> {
    if (!this.#left) await this.#session.end(status);
  }

  /** The session is over, or goes on without it. */
  letGo(): void {
    this.#closed = true;
    this.#reader.close();
  }

  readonly #hear = (samples: Int16Array): void => {
    if (this.#closed || !this.#keepsPace(samples)) return;
    this.#session.sound.hear(samples);
    this.#session.dialogue.audio(samples);
  };

  /** Says when it comes too fast, and again only when it has not for a while: in between a piece may just have room. */
  #keepsPace({ length }: Int16Array): boolean {
    const now = performance.now();
    if (this.#pace.take(now, length)) return true;
    if (now - this.#tooFastAt > quietMs) {
      this.#session.outbox.sendError('audio_too_far_ahead', audioFaults.audio_too_far_ahead);
    }
    this.#tooFastAt = now;
    return false;
  }
}
