import type { MicrophoneState } from './microphone.ts';

/** Mute and push-to-talk of one conversation, which keeps the options it began with. */
export class Mute {
  /** As the user set it. */
  muted: boolean;
  readonly #pushToTalk: boolean;
  readonly #typed: boolean;
  /** With push-to-talk: whether the user holds the button. */
  talking = false;

  /** @param options.typed the conversation begins without a microphone, as with `microphone: false` */
  constructor(options: {
    readonly muted: boolean;
    readonly pushToTalk: boolean;
    readonly typed?: boolean;
    readonly microphone?: unknown;
  }) {
    this.muted = options.muted;
    this.#pushToTalk = options.pushToTalk;
    this.#typed = options.typed === true || options.microphone === false;
  }

  /** Whether nothing the user says is sent. */
  get silent(): boolean {
    return this.muted || (this.#pushToTalk && !this.talking);
  }

  /** The same, as it is shown: a button holds nothing back where there is no microphone yet. */
  shown(microphone: MicrophoneState): boolean {
    return this.#typed && microphone === 'off' ? this.muted : this.silent;
  }
}
