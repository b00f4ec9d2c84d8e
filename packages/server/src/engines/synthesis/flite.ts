import { SampleBuffer } from '../../audio/sample-buffer.ts';
import { sayable } from './sayable.ts';
import type { Synthesiser } from './synthesiser.ts';
import { parseWav } from '../../audio/wav.ts';
import { WorkerThreads } from '../support/worker-threads.ts';

/** Flite's voices that speak at 16 kHz, the clearest first. */
const voices = ['slt', 'awb', 'rms', 'kal16'] as const;
const voiceTags = {
  slt: { GENDER: 'Female', LANGUAGE: 'English', ACCENT: 'American' },
  awb: { GENDER: 'Male', LANGUAGE: 'English', ACCENT: 'Scottish' },
  rms: { GENDER: 'Male', LANGUAGE: 'English', ACCENT: 'American' },
  kal16: { GENDER: 'Male', LANGUAGE: 'English', ACCENT: 'American' },
};
const sampleRate = 16_000;
/** What would be heard later than a minute after its sentence began is left out, in samples. */
const longest = 60 * sampleRate;
/** A part of a sentence takes a hundredth of this. A thread that needs longer is stuck. */
const longestMs = 10_000;

/** Carnegie Mellon's Flite as WebAssembly, voices inside, in a thread of its own. It knows English. */
export function createFliteSynthesiser(): Synthesiser {
  const script = new URL('./flite-worker.js', import.meta.url);
  const thread = new WorkerThreads<{ text: string; voice: string }, Uint8Array>('Flite', script, {
    longestMs,
  });
  return {
    name: 'flite',
    voices,
    voiceTags,
    async speak(text, voice, signal, urgent, client) {
      const chosen = voices.find((known) => known === voice) ?? voices[0];
      const spoken = new SampleBuffer();
      for (const part of sayable(text)) {
        const wav = await thread.request({ text: part, voice: chosen }, signal, urgent, client);
        spoken.push(parseWav(wav, 'Flite').samples);
        if (spoken.length > longest) break;
      }
      return { samples: spoken.samples().subarray(0, longest), sampleRate };
    },
    close: () => thread.close(),
  };
}
