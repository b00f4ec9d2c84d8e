import type { RealtimeAudioInputTurnDetection } from 'openai/resources/realtime/realtime';
import { VoiceActivity } from '../line/voice-activity.ts';
import type { Activity } from '../line/voice-activity.ts';

/** Hz. */
const rate = 24_000;

/** Bytes in a ms. */
const width = (rate * 2) / 1000;

/** The speech that was sent and is part of no item yet. */
export class InputBuffer {
  #voice: VoiceActivity | undefined;
  #detection = '';
  #bytes = 0;
  /** ms of sound over the whole session. */
  #total = 0;

  /** ms that wait to be committed. */
  get duration(): number {
    return this.#bytes / width;
  }

  /** ms of sound that came so far. */
  get position(): number {
    return Math.floor(this.#total / width);
  }

  get speaking(): boolean {
    return this.#voice?.speaking ?? false;
  }

  /** Looks for voices from now on as these settings say; null looks for none. */
  detect(detection: RealtimeAudioInputTurnDetection | null | undefined): void {
    const key = JSON.stringify(detection ?? null);
    if (key === this.#detection) return;
    this.#detection = key;
    const before = this.#voice?.at ?? this.position;
    const server = detection?.type === 'server_vad' ? detection : undefined;
    this.#voice = detection
      ? new VoiceActivity(rate, {
          silence: server?.silence_duration_ms ?? 500,
          prefix: server?.prefix_padding_ms ?? 300,
        })
      : undefined;
    // Places in the sound are counted over the session.
    if (this.#voice) this.#voice.at = before;
  }

  append(bytes: Uint8Array): Activity[] {
    this.#bytes += bytes.length;
    this.#total += bytes.length;
    return this.#voice?.hear(bytes) ?? [];
  }

  clear(): void {
    this.#bytes = 0;
    this.#voice?.reset();
  }
}
