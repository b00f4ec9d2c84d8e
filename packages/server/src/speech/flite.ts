import type { Synthesiser } from './synthesiser';
import { parseWav } from './wav';
import { WorkerThread } from './worker-thread';

/** Flite's voices that speak at 16 kHz, the clearest first. */
const voices = ['slt', 'awb', 'rms', 'kal16'] as const;

/** Flite reads no brackets, quotes or symbols aloud well, and needs a word to say. */
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
    async speak(text, voice) {
      const chosen = voices.find((known) => known === voice) ?? voices[0];
      return parseWav(await thread.request({ text: speakable(text), voice: chosen }));
    },
    close: () => thread.close(),
  };
}
