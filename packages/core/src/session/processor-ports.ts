import type {
  CaptureChunk,
  CaptureCommand,
  PlaybackCommand,
  PlaybackReport,
} from '../worklets/messages.ts';

type Take<Data> = (event: MessageEvent<Data>) => void;

/** The ports of both processors. One that takes another's place is told at once what the other was: nobody is heard who is muted. */
export class ProcessorPorts {
  muted = false;
  #volume = 1;
  #capture: MessagePort | null = null;
  #playback: MessagePort | null = null;

  capture(port: MessagePort, take: Take<CaptureChunk>): void {
    this.#capture?.close();
    this.#capture = port;
    port.onmessage = take;
    this.mute(this.muted);
  }

  playback(port: MessagePort, take: Take<PlaybackReport>): void {
    this.#playback?.close();
    this.#playback = port;
    port.onmessage = take;
    this.play({ type: 'ping' } satisfies PlaybackCommand);
    this.setVolume(this.#volume);
  }

  mute(muted: boolean): void {
    this.muted = muted;
    this.#capture?.postMessage({ type: 'mute', muted } satisfies CaptureCommand);
  }

  setVolume(volume: number): void {
    this.#volume = volume;
    this.play({ type: 'volume', volume } satisfies PlaybackCommand);
  }

  /** Posts a command to what plays, or what a service says in its place. */
  play(command: object): void {
    this.#playback?.postMessage(command);
  }

  close(): void {
    this.#capture?.close();
    this.#playback?.close();
  }
}
