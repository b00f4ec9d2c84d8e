import { VoiceError } from '../base/voice-error.ts';
import { openMicrophone } from './microphone.ts';
import type { Microphone, MicrophoneState } from './microphone.ts';
import type { TellSound } from './sound-event.ts';

/** What of a conversation's options is the microphone's. */
export interface MicrophoneOptions {
  readonly microphone: boolean | MediaTrackConstraints;
  /** null: the browser's default. */
  readonly microphoneId: string | null;
  readonly muted: boolean;
  /** `release`: a mute lets go of the device. */
  readonly muteMode: 'soft' | 'release';
  readonly pushToTalk: boolean;
}

/** Whom a feed tells. */
export interface MicrophoneListener {
  /** Takes `microphone`, `device-lost` and `error`. */
  readonly tell: TellSound;
  /** What is selected and what is open changed. `label` is null while none is open. */
  readonly onDevice: (id: string | null, label: string | null) => void;
  /** The context can't take this microphone's rate, as Firefox has it: make another, and `connect` it. */
  readonly rebuild: () => Promise<void>;
}

/**
 * The microphone of one conversation: which device, whether it is open, and what it feeds. Devices come and go here while
 * what they feed stays, so a change of microphone costs no sound but that of the change.
 */
export class MicrophoneFeed {
  readonly #options: MicrophoneOptions;
  readonly #listener: MicrophoneListener;
  #id: string | null;
  #muted: boolean;
  #held = false;
  #context: AudioContext | null = null;
  #targets: readonly AudioNode[] = [];
  #microphone: Microphone | null = null;
  #source: AudioNode | null = null;
  /** The latest request wins; what an earlier one opens is let go of. */
  #request = 0;

  constructor(options: MicrophoneOptions, listener: MicrophoneListener) {
    this.#options = options;
    this.#listener = listener;
    this.#id = options.microphoneId;
    this.#muted = options.muted;
  }

  /** Whether anybody is heard. */
  get live(): boolean {
    return this.#microphone !== null && !this.#silent;
  }

  get #releases(): boolean {
    return this.#options.muteMode === 'release';
  }

  get #silent(): boolean {
    return this.#muted || (this.#options.pushToTalk && !this.#held);
  }

  /** Feeds these from now on. */
  connect(context: AudioContext, targets: readonly AudioNode[]): void {
    this.#context = context;
    this.#targets = targets;
    this.#plug();
  }

  /**
   * Opens a device, in the place of the one that is open; none while a mute keeps it released.
   *
   * @throws VoiceError by rejection; what was open stays open
   */
  async open(id: string | null = this.#id): Promise<void> {
    const request = (this.#request += 1);
    if (this.#releases && this.#muted) {
      this.#id = id;
      this.#tellDevice();
      this.#tell('muted');
      return;
    }
    if (!this.#microphone) this.#tell('asking');
    let next: Microphone;
    try {
      next = await openMicrophone(this.#options.microphone, id, () => void this.#lose());
    } catch (error) {
      if (request === this.#request && !this.#microphone) this.#tell(stateAfter(error));
      throw error;
    }
    if (request !== this.#request) {
      next.stop();
      return;
    }
    const before = this.#microphone;
    this.#letGo();
    this.#microphone = next;
    this.#id = id;
    try {
      this.#plug();
    } catch {
      await this.#listener.rebuild();
    }
    // The one that was asked for is gone, and the browser took another by itself.
    if (id !== null && next.id !== null && next.id !== id) {
      this.#id = null;
      this.#tellGone(before?.id === id ? before.label : '', next.label);
    }
    this.#tellDevice();
    this.#tellOpen();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    if (!this.#releases) this.#tellOpen();
    else if (muted) {
      this.close();
      this.#tell('muted');
      this.#tellDevice();
    } else if (!this.#microphone) {
      this.open().catch((error: VoiceError) => this.#listener.tell({ type: 'error', error }));
    }
  }

  hold(held: boolean): void {
    this.#held = held;
    this.#tellOpen();
  }

  /** Some browsers take a device away without a word to its track. `ids`: what is plugged in. */
  check(ids: readonly string[]): void {
    const id = this.#microphone?.id;
    if (id && ids.some(Boolean) && !ids.includes(id)) void this.#lose();
  }

  /** Lets go of the device, and of one that is being asked for. */
  close(): void {
    this.#request += 1;
    this.#letGo();
  }

  /** The device is gone: the browser's default takes its place, if it may. */
  async #lose(): Promise<void> {
    const label = this.#microphone?.label ?? '';
    this.#letGo();
    const request = this.#request + 1;
    try {
      await this.open(null);
      if (request === this.#request) this.#tellGone(label, this.#microphone?.label ?? null);
    } catch (cause) {
      if (request !== this.#request) return;
      this.#tellDevice();
      this.#tellGone(label, null);
      const denied = stateAfter(cause) === 'denied';
      if (!denied) this.#tell('lost');
      this.#listener.tell({
        type: 'error',
        error: denied
          ? (cause as VoiceError)
          : new VoiceError('microphone-lost', 'The microphone was taken away.', cause),
      });
    }
  }

  #plug(): void {
    this.#source?.disconnect();
    this.#source = null;
    if (!this.#microphone || !this.#context) return;
    this.#source = this.#context.createMediaStreamSource(this.#microphone.stream);
    for (const target of this.#targets) this.#source.connect(target);
  }

  #letGo(): void {
    this.#source?.disconnect();
    this.#microphone?.stop();
    this.#source = this.#microphone = null;
  }

  #tell(microphone: MicrophoneState): void {
    this.#listener.tell({ type: 'microphone', microphone });
  }

  #tellOpen(): void {
    if (this.#microphone) this.#tell(this.#silent ? 'muted' : 'live');
  }

  #tellGone(label: string, fallback: string | null): void {
    this.#listener.tell({ type: 'device-lost', device: 'microphone', label, fallback });
  }

  #tellDevice(): void {
    this.#listener.onDevice(this.#id, this.#microphone?.label ?? null);
  }
}

function stateAfter(error: unknown): MicrophoneState {
  const { reason } = error as Partial<VoiceError>;
  if (reason === 'microphone-denied' || reason === 'microphone-dismissed') return 'denied';
  return 'lost';
}
