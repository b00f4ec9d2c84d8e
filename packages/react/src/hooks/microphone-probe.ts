import { openMicrophone, VoiceError } from '@vivavoce/core';
import type { Microphone, MicrophoneOption } from '@vivavoce/core';

/** Samples per reading: 43 ms at 48 kHz. */
const windowLength = 2048;

/** A microphone that is listened to outside of a call, and a recording of it. Nothing leaves the page. Fetched when one is to be opened. */
export class MicrophoneProbe {
  readonly #context: AudioContext;
  readonly #microphone: Microphone;
  readonly #analyser: AnalyserNode;
  readonly #samples = new Float32Array(windowLength);
  #recorder: MediaRecorder | null = null;
  #playing: AudioBufferSourceNode | null = null;

  /**
   * @param context made in a click, or browsers keep it silent; closed with the probe, and where it can't be opened
   * @param onLost the device was disconnected, or the permission withdrawn
   * @throws VoiceError with a `microphone-…` reason
   */
  static async open(
    context: AudioContext,
    wanted: MicrophoneOption,
    id: string | null,
    onLost: () => void,
  ): Promise<MicrophoneProbe> {
    let microphone: Microphone | undefined;
    try {
      microphone = await openMicrophone(wanted, id, { onLost, onSilent: () => undefined });
      return new MicrophoneProbe(context, microphone);
    } catch (cause) {
      microphone?.stop();
      void context.close();
      if (cause instanceof VoiceError) throw cause;
      // Some browsers take no microphone whose sample rate is not that of the page's sound.
      throw new VoiceError('microphone-unsupported', 'The microphone can’t be used here.', cause);
    }
  }

  private constructor(context: AudioContext, microphone: Microphone) {
    this.#context = context;
    this.#microphone = microphone;
    this.#analyser = new AnalyserNode(context, { fftSize: windowLength });
    context.createMediaStreamSource(microphone.stream).connect(this.#analyser);
  }

  get label(): string {
    return this.#microphone.label;
  }

  /** Root mean square, 0 to 1. */
  get level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const sum = this.#samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.min(1, Math.sqrt(sum / windowLength));
  }

  /**
   * Records until `stopRecording` or `close`.
   *
   * @returns the sound, encoded as the browser likes; null where nothing was recorded
   * @throws VoiceError `microphone-unsupported` in a browser that can't record
   */
  record(): Promise<Blob | null> {
    const { stream } = this.#microphone;
    return new Promise((settle, fail) => {
      const pieces: Blob[] = [];
      try {
        const recorder = new MediaRecorder(stream);
        recorder.ondataavailable = ({ data }) => pieces.push(data);
        recorder.onstop = () => {
          const sound = new Blob(pieces, { type: recorder.mimeType });
          settle(sound.size > 0 ? sound : null);
        };
        recorder.onerror = () => recorder.stop();
        recorder.start();
        this.#recorder = recorder;
      } catch (cause) {
        fail(new VoiceError('microphone-unsupported', "This browser can't record.", cause));
      }
    });
  }

  stopRecording(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
    this.#recorder = null;
  }

  /**
   * Plays a recording, to its end or until `stopPlaying`.
   *
   * @param speakerId as in `useDevices`, where the browser can choose one
   * @throws VoiceError `audio-decode`
   */
  async play(sound: Blob, speakerId: string | null): Promise<void> {
    const context: AudioContext & { setSinkId?: (id: string) => Promise<void> } = this.#context;
    const buffer = await sound
      .arrayBuffer()
      .then((bytes) => context.decodeAudioData(bytes))
      .catch((cause: unknown) => {
        throw new VoiceError('audio-decode', "The recording can't be played.", cause);
      });
    // One that is gone: the default will do.
    await context.setSinkId?.(speakerId ?? '').catch(() => undefined);
    this.stopPlaying();
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    this.#playing = source;
    await new Promise((settle) => {
      source.onended = settle;
      source.start();
    });
  }

  stopPlaying(): void {
    this.#playing?.stop();
    this.#playing = null;
  }

  close(): void {
    this.stopRecording();
    this.stopPlaying();
    this.#microphone.stop();
    void this.#context.close();
  }
}
