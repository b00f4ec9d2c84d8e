import type { Synthesiser } from './synthesiser.ts';
import { parseWav } from './wav.ts';
import { WorkerThread } from './worker-thread.ts';

/** Flite's voices that speak at 16 kHz, the clearest first. */
const voices = ['slt', 'awb', 'rms', 'kal16'] as const;

/** Control and formatting characters are nothing that could be said. */
function speakable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
}

/** Carnegie Mellon's Flite as WebAssembly, voices inside, in a thread of its own. */
export function createFliteSynthesiser(): Synthesiser {
  const script = new URL('./flite-worker.js', import.meta.url);
  const thread = new WorkerThread<{ text: string; voice: string }, Uint8Array>('Flite', script);
  return {
    name: 'flite',
    voices,
    async speak(text, voice, signal, urgent) {
      const chosen = voices.find((known) => known === voice) ?? voices[0];
      const request = { text: speakable(text), voice: chosen };
      return parseWav(await thread.request(request, signal, urgent), 'Flite');
    },
    close: () => thread.close(),
  };
}
