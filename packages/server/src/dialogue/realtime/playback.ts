import type { Clock } from '../../base/clock.ts';
import type { SentSound } from '../speaking/sent-sound.ts';

/** Whether the client plays something, told when that changes. */
export class Playback {
  readonly #clock: Clock;
  readonly #sent: SentSound;
  readonly #onChange: (sounds: boolean) => void;
  #sounds = false;
  #stopTimer: () => void = () => undefined;

  constructor(clock: Clock, sent: SentSound, onChange: (sounds: boolean) => void) {
    this.#clock = clock;
    this.#sent = sent;
    this.#onChange = onChange;
  }

  get sounds(): boolean {
    return this.#sounds;
  }

  /** Sound was sent: it plays until all of it was played. */
  follow(): void {
    this.#stopTimer();
    if (!this.#sent.sounding) {
      this.stop();
      return;
    }
    this.#stopTimer = this.#clock.setTimeout(
      () => {
        this.follow();
      },
      Math.max(1, this.#sent.until - this.#clock.now()),
    );
    if (!this.#sounds) this.#change(true);
  }

  /** It was told to fall silent, or has played all. */
  stop(): void {
    this.#stopTimer();
    if (this.#sounds) this.#change(false);
  }

  /** Tells nothing any more. */
  close(): void {
    this.#stopTimer();
  }

  #change(sounds: boolean): void {
    this.#sounds = sounds;
    this.#onChange(sounds);
  }
}
