import base64 from 'simple-rnnoise-wasm/rnnoise.wasm?inline-bytes';
import script from './denoise-processor.ts?inline-source';

/** What is loaded when noise is to be removed: RNNoise with its weights, and the script that runs it on the audio thread. */
export { script };

/** @throws by rejection, where the page's policy or the browser refuses WebAssembly */
export function compileRnnoise(): Promise<WebAssembly.Module> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return WebAssembly.compile(bytes);
}
