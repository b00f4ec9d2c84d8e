import type { CaptureFilter } from './capture/capture-pipeline.ts';

/** What a denoiser is made of: posted to the capture processor once the script that has `denoise` was loaded. */
export interface DenoiseCommand {
  readonly type: 'denoise';
  /** RNNoise. */
  readonly module: WebAssembly.Module;
}

/**
 * What the two processors of one context share. Both run in one global scope, so it is read without delay, whatever the
 * main thread, a Worker or the network is doing.
 */
export interface AudioScope {
  /** The most energy (mean square) that an echo of the speaker can have in the microphone. */
  echo: number;
  /** Whether the microphone hears a voice. */
  voice: boolean;
  /**
   * Makes a denoiser for one microphone; null where it can't, which the port is told. Absent until its script was loaded.
   *
   * @param to Hz of what it gives
   */
  denoise?: (command: DenoiseCommand, port: MessagePort, to: number) => CaptureFilter | null;
}

/** The scope of the calling processor's context. */
export function audioScope(): AudioScope {
  const shared = globalThis as { vivavoce?: AudioScope };
  return (shared.vivavoce ??= { echo: 0, voice: false });
}
