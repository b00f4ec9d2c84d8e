import { VoiceError } from '../base/voice-error.ts';
import { openMicrophone } from './microphone.ts';
import type { Microphone, MicrophoneState } from './microphone.ts';
import { PluggedDevice } from './plugged-device.ts';
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
  /** Takes `microphone`, `device-lost`, `warning` and `error`. */
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
  readonly #plugged = new PluggedDevice('audioinput');
  #id: string | null;
  /** What was chosen last: `#id`, unless that one is still being opened. */
  #choice: string | null;
  #muted: boolean;
  #held = false;
  #context: AudioContext | null = null;
  #targets: readonly AudioNode[] = [];
  #microphone: Microphone | null = null;
  /** The one that is open is the system's own choice, and follows it. */
  #follows = false;
  #source: AudioNode | null = null;
  /** The latest request wins, and what an earlier one opens is let go of. */
  #request = 0;
  /** What all of them wait for while one is being opened. */
  #opening: { readonly done: Promise<void>; readonly settle: (failure?: Error) => void } | null =
    null;
  /** A list came while a microphone was being opened. */
  #unread = false;

  constructor(options: MicrophoneOptions, listener: MicrophoneListener) {
    this.#options = options;
    this.#listener = listener;
    this.#id = this.#choice = options.microphoneId;
    this.#muted = options.muted;
  }

  /** Whether anybody is heard. */
  get live(): boolean {
    return this.#microphone !== null && !this.#silent;
  }

  get #asked(): boolean {
    return this.#request > 0;
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

  /** Opens what is chosen, unless that is open, or being opened. @throws VoiceError by rejection */
  async start(): Promise<void> {
    if (this.#opening) await this.#opening.done.catch(() => undefined);
    while (!this.#microphone) {
      const opened = this.open();
      const request = this.#request;
      try {
        return await opened;
      } catch (error) {
        // One that was chosen meanwhile, and can't be had, leaves what was chosen before.
        if (request === this.#request) throw error;
      }
    }
  }

  /**
   * Opens a device, in the place of the one that is open; none while a mute keeps it released. Where another is chosen
   * before it is open, that one is opened in its place, and both settle with it.
   *
   * @throws VoiceError by rejection; what was open stays open
   */
  open(id: string | null = this.#choice, device: string | null = id): Promise<void> {
    this.#choice = id;
    if (this.#releases && this.#muted) {
      this.close();
      this.#tellReleased();
      return Promise.resolve();
    }
    if (!this.#microphone) this.#tell('asking');
    const opening = (this.#opening ??= pending());
    void this.#take((this.#request += 1), id, device);
    return opening.done;
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    if (!this.#releases || !this.#asked) return;
    if (muted) {
      this.close();
      this.#tellReleased();
    } else if (!this.#microphone) {
      this.open().catch((error: VoiceError) => this.#listener.tell({ type: 'error', error }));
    }
  }

  hold(held: boolean): void {
    this.#held = held;
  }

  /** What is plugged in now. Some browsers take a device away without a word to its track, or prefer another. */
  check(all: readonly MediaDeviceInfo[]): void {
    this.#plugged.list = all;
    if (this.#opening) this.#unread = true;
    else this.#look();
  }

  /** Lets go of the device, and of one that is being asked for. */
  close(): void {
    this.#request += 1;
    this.#settle();
    this.#letGo();
  }

  async #take(request: number, id: string | null, device: string | null): Promise<void> {
    const owner = {
      onLost: () => void this.#lose(),
      // Safari mutes the old one as soon as it gives another.
      onSilent: () => this.#opening || this.#tellOpen(),
    };
    try {
      const next = await openMicrophone(this.#options.microphone, device, owner);
      if (request !== this.#request) {
        next.stop();
        return;
      }
      const before = this.#microphone;
      this.#letGo();
      this.#microphone = next;
      this.#id = id;
      // Opened by its own name it is the system's choice no less.
      if (device === id) this.#follows = next.id === 'default';
      try {
        this.#plug();
      } catch {
        await this.#listener.rebuild();
        if (request !== this.#request) return;
      }
      // The one that was asked for is gone, and the browser took another by itself.
      if (device === id && id !== null && next.id !== null && next.id !== id) {
        this.#id = this.#choice = null;
        this.#tellGone(before?.id === id ? before.label : '', next.label);
      }
      this.#tellDevice();
      this.#tellOpen();
      this.#plugged.renew(next);
      this.#settle();
    } catch (error) {
      if (request !== this.#request) return;
      this.#choice = this.#id;
      if (this.#microphone) this.#tellOpen();
      else this.#tell(stateAfter(error));
      this.#settle(error as Error);
    }
    if (this.#unread) this.#look();
  }

  #settle(failure?: Error): void {
    const opening = this.#opening;
    this.#opening = null;
    opening?.settle(failure);
  }

  #look(): void {
    this.#unread = false;
    const open = this.#microphone;
    const move = open && this.#plugged.look(open, this.#follows);
    if (!move) return;
    const { gone, preferred } = move;
    if (gone) void this.#lose(preferred);
    else {
      // By its own name: Chromium gives the old device once more to whoever asks for the alias while that is open.
      this.open(this.#id, preferred).catch(({ message }: VoiceError) =>
        this.#listener.tell({
          type: 'warning',
          message: `The system prefers another microphone. ${message}`,
        }),
      );
    }
  }

  /**
   * The device is gone: one that is being opened takes its place, or the browser's default, if it may.
   *
   * @param preferred id of that default, where it is known
   */
  async #lose(preferred: string | null = null): Promise<void> {
    const label = this.#microphone?.label ?? '';
    const opening = this.#opening?.done;
    this.#letGo();
    try {
      if (opening) this.#tell('asking');
      await (opening ?? this.open(null, preferred)).catch((cause: unknown) => {
        if (!opening) throw cause;
        return this.open(null, preferred);
      });
      if (this.#microphone) this.#tellGone(label, this.#microphone.label);
    } catch (cause) {
      this.#tellDevice();
      this.#tellGone(label, null);
      const lost = stateAfter(cause) === 'lost';
      this.#listener.tell({
        type: 'error',
        error: lost
          ? new VoiceError('microphone-lost', 'The microphone was taken away.', cause)
          : (cause as VoiceError),
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
    if (this.#microphone) this.#tell(this.#microphone.silent ? 'silent' : 'live');
  }

  /** A mute keeps it released; what was chosen is opened after it. */
  #tellReleased(): void {
    this.#id = this.#choice;
    this.#tell('off');
    this.#tellDevice();
  }

  #tellGone(label: string, fallback: string | null): void {
    this.#listener.tell({ type: 'device-lost', device: 'microphone', label, fallback });
  }

  #tellDevice(): void {
    this.#listener.onDevice(this.#id, this.#microphone?.label ?? null);
  }
}

function pending(): { done: Promise<void>; settle: (failure?: Error) => void } {
  let settle: (failure?: Error) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (failure) => (failure ? reject(failure) : resolve());
  });
  return { done, settle };
}

function stateAfter(error: unknown): 'denied' | 'blocked' | 'lost' {
  const { reason } = error as Partial<VoiceError>;
  if (reason === 'microphone-blocked') return 'blocked';
  return reason === 'microphone-denied' || reason === 'microphone-dismissed' ? 'denied' : 'lost';
}
