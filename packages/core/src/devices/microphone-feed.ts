import { VoiceError } from '../base/voice-error.ts';
import { openMicrophone } from './microphone.ts';
import type { Microphone, MicrophoneOption, MicrophoneState } from './microphone.ts';
import type { Mute } from './mute.ts';
import { PluggedDevice } from './plugged-device.ts';
import type { EmitSound } from './sound-event.ts';

/** What the microphone takes of the client's options. */
export interface MicrophoneOptions {
  readonly microphone: MicrophoneOption;
  /** null: the browser's default. */
  readonly microphoneId: string | null;
  /** `release`: muting releases the device. */
  readonly muteMode: 'soft' | 'release';
}

export interface MicrophoneListener {
  /** Receives `microphone`, `device-lost`, `warning` and `error`. */
  readonly emit: EmitSound;
  /** The selected or the open device changed. `label` is null while none is open. */
  readonly onMicrophone: (id: string | null, label: string | null) => void;
  /** Firefox: the context's rate does not fit this microphone. Make another context and `connect` it. */
  readonly rebuild: () => Promise<void>;
}

/**
 * The microphone of one conversation: the selected device, whether it is open, and the nodes it feeds. The nodes stay connected when
 * the device changes, so only the switch itself is silent.
 */
export class MicrophoneFeed {
  readonly #options: MicrophoneOptions;
  readonly #mute: Mute;
  readonly #listener: MicrophoneListener;
  readonly #plugged = new PluggedDevice('audioinput');
  #id: string | null;
  /** The latest choice: `#id`, unless that one is still being opened. */
  #choice: string | null;
  #context: AudioContext | null = null;
  #targets: readonly AudioNode[] = [];
  #microphone: Microphone | null = null;
  /** The open one is the system's default, and follows it. */
  #followsDefault = false;
  #source: AudioNode | null = null;
  /** The latest request wins: what an earlier one opens is stopped. */
  #request = 0;
  /** All requests settle together, when the latest one does. */
  #opening: { readonly done: Promise<void>; readonly settle: (error?: Error) => void } | null =
    null;
  /** A list of devices came while a microphone was being opened. */
  #unchecked = false;

  constructor(options: MicrophoneOptions, mute: Mute, listener: MicrophoneListener) {
    this.#options = options;
    this.#mute = mute;
    this.#listener = listener;
    this.#id = this.#choice = options.microphoneId;
  }

  /** Whether the server hears this microphone. */
  get live(): boolean {
    return this.#microphone !== null && !this.#mute.silent;
  }

  /** Feeds these nodes from now on. */
  connect(context: AudioContext, targets: readonly AudioNode[]): void {
    this.#context = context;
    this.#targets = targets;
    this.#connectSource();
  }

  /** Opens the selected device, unless it is open or being opened. @throws VoiceError by rejection */
  async start(): Promise<void> {
    if (this.#opening) await this.#opening.done.catch(() => undefined);
    while (!this.#microphone) {
      const opened = this.open();
      const request = this.#request;
      try {
        return await opened;
      } catch (error) {
        // A later choice that fails leaves the one before it.
        if (request === this.#request) throw error;
      }
    }
  }

  /**
   * Opens a device in place of the open one; not while muting keeps it released. A later choice replaces one that is still being
   * opened, and both settle together.
   *
   * @throws VoiceError by rejection; the open device stays open
   */
  open(id: string | null = this.#choice, device: string | null = id): Promise<void> {
    this.#choice = id;
    if (this.#mute.muted && this.#options.muteMode === 'release') {
      this.#closeMuted();
      return Promise.resolve();
    }
    if (!this.#microphone) this.#emit('asking');
    const opening = (this.#opening ??= deferred());
    void this.#acquire((this.#request += 1), id, device);
    return opening.done;
  }

  /** Muted or unmuted. */
  applyMute(): void {
    if (this.#options.muteMode === 'soft' || this.#request === 0) return;
    if (this.#mute.muted) this.#closeMuted();
    else if (!this.#microphone) {
      this.open().catch((error: VoiceError) => this.#listener.emit({ type: 'error', error }));
    }
  }

  /** Compares with a new list of devices: some browsers remove a device without ending its track, or change their default. */
  check(all: readonly MediaDeviceInfo[]): void {
    this.#plugged.list = all;
    if (this.#opening) this.#unchecked = true;
    else this.#compare();
  }

  /** Releases the device, also one that is still being opened. */
  close(): void {
    this.#request += 1;
    this.#settle();
    this.#release();
  }

  async #acquire(request: number, id: string | null, device: string | null): Promise<void> {
    const owner = {
      onLost: () => void this.#fallBack(),
      // Safari mutes the old track as soon as it gives another.
      onSilent: () => this.#opening || this.#emitOpen(),
    };
    try {
      const next = await openMicrophone(this.#options.microphone, device, owner);
      if (request !== this.#request) {
        next.stop();
        return;
      }
      const before = this.#microphone;
      this.#release();
      this.#microphone = next;
      this.#id = id;
      // A default that is opened by its own id is still the default.
      if (device === id) this.#followsDefault = next.id === 'default';
      try {
        this.#connectSource();
      } catch {
        await this.#listener.rebuild();
        if (request !== this.#request) return;
      }
      // The requested device is gone, and the browser gave another.
      if (device === id && id !== null && next.id !== null && next.id !== id) {
        this.#id = this.#choice = null;
        this.#emitLost(before?.id === id ? before.label : '', next.label);
      }
      this.#reportDevice();
      this.#emitOpen();
      this.#plugged.track(next);
      this.#settle();
    } catch (error) {
      if (request !== this.#request) return;
      this.#choice = this.#id;
      if (this.#microphone) this.#emitOpen();
      else this.#emit(stateAfter(error));
      this.#settle(error as Error);
    }
    if (this.#unchecked) this.#compare();
  }

  #settle(error?: Error): void {
    const opening = this.#opening;
    this.#opening = null;
    opening?.settle(error);
  }

  #compare(): void {
    this.#unchecked = false;
    const change = this.#microphone && this.#plugged.compare(this.#followsDefault);
    if (!change) return;
    const { gone, preferred } = change;
    if (gone) void this.#fallBack(preferred);
    else {
      // By its own id: while the old device is open, Chromium gives it again to whoever requests the alias.
      this.open(this.#id, preferred).catch(({ message }: VoiceError) =>
        this.#listener.emit({
          type: 'warning',
          message: `The system prefers another microphone. ${message}`,
        }),
      );
    }
  }

  /**
   * The device was disconnected: one that is being opened replaces it, or the browser's default.
   *
   * @param preferred id of that default, if known
   */
  async #fallBack(preferred: string | null = null): Promise<void> {
    const label = this.#microphone?.label ?? '';
    const opening = this.#opening?.done;
    this.#release();
    try {
      if (opening) this.#emit('asking');
      await (opening ?? this.open(null, preferred)).catch((cause: unknown) => {
        if (!opening) throw cause;
        return this.open(null, preferred);
      });
      if (this.#microphone) this.#emitLost(label, this.#microphone.label);
    } catch (cause) {
      this.#reportDevice();
      this.#emitLost(label, null);
      const error =
        stateAfter(cause) === 'lost'
          ? new VoiceError('microphone-lost', 'The microphone was taken away.', cause)
          : (cause as VoiceError);
      this.#listener.emit({ type: 'error', error });
    }
  }

  #connectSource(): void {
    this.#source?.disconnect();
    this.#source = null;
    if (!this.#microphone || !this.#context) return;
    this.#source = this.#context.createMediaStreamSource(this.#microphone.stream);
    for (const target of this.#targets) this.#source.connect(target);
  }

  #release(): void {
    this.#source?.disconnect();
    this.#microphone?.stop();
    this.#source = this.#microphone = null;
  }

  /** Unmuting opens the choice again. */
  #closeMuted(): void {
    this.close();
    this.#id = this.#choice;
    this.#emit('off');
    this.#reportDevice();
  }

  #emit(microphone: MicrophoneState): void {
    this.#listener.emit({ type: 'microphone', microphone });
  }

  #emitOpen(): void {
    if (this.#microphone) this.#emit(this.#microphone.silent ? 'silent' : 'live');
  }

  #emitLost(label: string, fallback: string | null): void {
    this.#listener.emit({ type: 'device-lost', device: 'microphone', label, fallback });
  }

  #reportDevice(): void {
    this.#listener.onMicrophone(this.#id, this.#microphone?.label ?? null);
  }
}

function deferred(): { done: Promise<void>; settle: (error?: Error) => void } {
  let settle: (error?: Error) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  return { done, settle };
}

function stateAfter(error: unknown): 'denied' | 'blocked' | 'lost' {
  const { reason } = error as Partial<VoiceError>;
  if (reason === 'microphone-blocked') return 'blocked';
  return reason === 'microphone-denied' || reason === 'microphone-dismissed' ? 'denied' : 'lost';
}
