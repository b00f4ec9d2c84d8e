/** Mute and push-to-talk of one conversation, which keeps the options it began with. */
export class Mute {
  /** As the user set it. */
  muted: boolean;
  readonly #pushToTalk: boolean;
  /** With push-to-talk: whether the user holds the button. */
  talking = false;

  constructor({ muted, pushToTalk }: { readonly muted: boolean; readonly pushToTalk: boolean }) {
    this.muted = muted;
    this.#pushToTalk = pushToTalk;
  }

  /** Whether nothing the user says is sent. */
  get silent(): boolean {
    return this.muted || (this.#pushToTalk && !this.talking);
  }
}
