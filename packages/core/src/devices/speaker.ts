import type { VoiceError } from '../base/voice-error.ts';
import { setSink } from './audio-context.ts';
import { toDeviceList } from './device-list.ts';
import { PluggedDevice } from './plugged-device.ts';
import type { EmitSound } from './sound-event.ts';

export interface SpeakerListener {
  /** Receives `device-lost` and `warning`. */
  readonly emit: EmitSound;
  /** Another speaker is in use. */
  readonly onSpeaker: (id: string | null) => void;
}

/** The speaker of one conversation. If it is disconnected, the browser's default takes over. */
export class Speaker {
  readonly #listener: SpeakerListener;
  readonly #plugged = new PluggedDevice('audiooutput');
  #context: AudioContext;
  /** The one in use. */
  #id: string | null;
  /** The latest choice: `#id`, unless the browser is still switching. */
  #choice: string | null;
  #switching: Promise<void> | undefined;

  constructor(context: AudioContext, id: string | null, listener: SpeakerListener) {
    this.#context = context;
    this.#id = this.#choice = id;
    this.#listener = listener;
  }

  /** Uses the selected speaker, or the default if that fails. */
  async start(): Promise<void> {
    await this.#switching?.catch(() => undefined);
    if (this.#id === null) return;
    await this.select(this.#id).catch(({ reason, message }: VoiceError) => {
      if (reason === 'speaker-missing') this.#lose();
      else {
        this.#use(null);
        this.#listener.emit({ type: 'warning', message });
      }
    });
  }

  /** @throws VoiceError `speaker-…` by rejection; the speaker in use stays */
  select(id: string | null): Promise<void> {
    this.#choice = id;
    return (this.#switching = this.#switch(id));
  }

  /** Compares with a new list of devices. */
  check(all: readonly MediaDeviceInfo[]): void {
    const id = this.#id;
    this.#plugged.list = all;
    // One that is being switched is checked afterwards.
    if (id === null || id !== this.#choice) return;
    if (!this.#plugged.compare()) return;
    setSink(this.#context, null).catch(() => undefined);
    this.#lose(toDeviceList(all).speakers.find(({ isDefault }) => isDefault)?.label);
  }

  /** Uses the speaker for another context from now on. */
  async move(context: AudioContext): Promise<void> {
    let id: string | null = null;
    while (id !== this.#choice) {
      id = this.#choice;
      // The list of devices may have told of it meanwhile.
      await setSink(context, id).catch(() => id && id === this.#choice && this.#lose());
    }
    this.#context = context;
  }

  async #switch(id: string | null): Promise<void> {
    try {
      await setSink(this.#context, id);
    } catch (error) {
      if (id === this.#choice) this.#choice = this.#id;
      throw error;
    }
    // The browser switches in the order of the calls.
    this.#use(id);
    this.#plugged.track({ id });
  }

  #lose(fallback = ''): void {
    this.#choice = null;
    this.#use(null);
    this.#listener.emit({
      type: 'device-lost',
      device: 'speaker',
      label: this.#plugged.label,
      fallback,
    });
  }

  #use(id: string | null): void {
    this.#id = id;
    this.#listener.onSpeaker(id);
  }
}
