import { bytesToBase64, linear16ToBytes } from '@vivavoce/evi';
import { Framer } from '../../audio/framer.ts';
import { speechRate } from '../../audio/pcm.ts';
import { Resampler } from '../../audio/resampler.ts';
import type { ChatGuard } from '../../connection/chat-guard.ts';
import type {
  VoiceActivity,
  VoiceActivityDetector,
} from '../../engines/voice-activity/voice-activity.ts';
import { Endpointer } from '../hearing/endpointer.ts';

/** So much of what was heard is kept for its scores, in seconds. */
const keptSeconds = 40;
/** After so much silence nobody speaks, in ms. */
const silenceMs = 400;
/** Without audio for this long nobody speaks either: the microphone was let go of, in ms. */
const stallMs = 1000;
/** What may wait for a model that can't be reached, in seconds: what was said longer ago is left out. */
const mostWaiting = 10;

/** What a {@link UserVoice} tells. */
export interface UserVoiceEvents {
  /** Sound for the model, in base64, at its rate. @returns whether the model could be told. */
  onSound: (data: string) => boolean;
  onSpeechStarted: () => void;
  onSpeechEnded: () => void;
}

/** What the user says: on its way to the model, looked through for a voice, and kept for a while. */
export class UserVoice {
  readonly #events: UserVoiceEvents;
  readonly #guard: ChatGuard;
  readonly #resampler: Resampler | undefined;
  readonly #endpointer: Endpointer;
  readonly #framer: Framer;
  readonly #detector: VoiceActivityDetector;
  readonly #recent = new Int16Array(keptSeconds * speechRate);
  /** Samples that have come. */
  #count = 0;
  /** Sound that the model could not be told yet, and samples of before that it will never be. */
  #waiting: { data: string; samples: number }[] = [];
  #lost = 0;
  #stall: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param rate - of the model, in Hz. */
  constructor(
    rate: number,
    { voiceActivity, guard }: { voiceActivity: VoiceActivity; guard: ChatGuard },
    events: UserVoiceEvents,
  ) {
    this.#guard = guard;
    this.#events = events;
    this.#resampler = rate === speechRate ? undefined : new Resampler(speechRate, rate);
    const { frameLength, onset } = voiceActivity;
    const frameMs = (1000 * frameLength) / speechRate;
    this.#endpointer = new Endpointer({ frameMs, onset, silenceMs });
    this.#detector = voiceActivity.open((probability) => {
      this.#follow(this.#endpointer.push(probability >= 0.5, Infinity));
    });
    this.#framer = new Framer(frameLength, (frame) => {
      this.#detector.push(frame);
    });
  }

  /** ms that have come. */
  get position(): number {
    return (1000 * this.#count) / speechRate;
  }

  /** ms that the model was never told: what it says of times lacks them. */
  get lost(): number {
    return (1000 * this.#lost) / speechRate;
  }

  /** Somebody speaks. */
  get speaking(): boolean {
    return this.#endpointer.speaking;
  }

  /** Takes the next samples: mono, 16 kHz. */
  push(samples: Int16Array): void {
    if (this.#closed) return;
    for (const sample of samples) this.#recent[this.#count++ % this.#recent.length] = sample;
    this.#framer.push(samples);
    if (this.speaking) this.#watchForStall();
    const data = bytesToBase64(linear16ToBytes(this.#resampler?.process(samples) ?? samples));
    if (data !== '') this.#waiting.push({ data, samples: samples.length });
    this.flush();
  }

  /** The model may be told now what waits. */
  flush(): void {
    for (let [first] = this.#waiting; first && this.#events.onSound(first.data);) {
      this.#waiting.shift();
      [first] = this.#waiting;
    }
    let waiting = this.#waiting.reduce((sum, { samples }) => sum + samples, 0);
    while (waiting > mostWaiting * speechRate) {
      const samples = this.#waiting.shift()?.samples ?? 0;
      waiting -= samples;
      this.#lost += samples;
    }
  }

  /** What was heard between two moments, in ms; as much of it as is kept. */
  between(begin: number, end: number): Int16Array {
    const oldest = Math.max(0, this.#count - this.#recent.length);
    const from = Math.max(oldest, Math.round((begin * speechRate) / 1000));
    const until = Math.min(this.#count, Math.round((end * speechRate) / 1000));
    const samples = new Int16Array(Math.max(0, until - from));
    for (let i = 0; i < samples.length; i++) {
      samples[i] = this.#recent[(from + i) % this.#recent.length] ?? 0;
    }
    return samples;
  }

  /** Nobody speaks any more: the line is gone. */
  stall(): void {
    this.#follow(this.#endpointer.finish());
  }

  /** Lets go of everything. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#stall);
    this.#detector.close();
  }

  #follow(change: 'started' | 'ended' | undefined): void {
    if (change === 'started') this.#events.onSpeechStarted();
    if (change === 'ended') this.#events.onSpeechEnded();
  }

  #watchForStall(): void {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => {
      this.#guard.run(() => {
        this.stall();
      });
    }, stallMs);
  }
}
