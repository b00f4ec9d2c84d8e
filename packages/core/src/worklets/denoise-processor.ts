import { audioScope } from '../audio/audio-scope.ts';
import { Denoiser } from '../audio/capture/denoiser.ts';
import type { Rnnoise } from '../audio/capture/denoiser.ts';
import type { DenoiseReport } from './messages.ts';

// Beside the processors, in their global scope: the capture processor makes a denoiser of it when it is asked to.
audioScope().denoise = ({ module }, port, to) => {
  const report = (failed?: string): void =>
    port.postMessage({ type: 'denoise', ...(failed && { failed }) } satisfies DenoiseReport);
  try {
    const { exports } = new WebAssembly.Instance(module);
    const denoiser = new Denoiser(exports as unknown as Rnnoise, sampleRate, to, report);
    report();
    return denoiser;
  } catch (error) {
    report(String(error));
    return null;
  }
};
