// The thread in which soundswallower listens. Plain JavaScript: Node loads it as it is, from here and from dist.
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import createModule from 'soundswallower';

/**
 * With `loop`, a grammar of single sounds, a phrase is told with what was heard without knowing it.
 *
 * @type {{ grammar: string, extraWords: [string, string][], loop?: string }}
 */
const { grammar, extraWords, loop } = workerData;

const options = {
  // A path, not a URL: the package joins the model's name to it.
  modelBase: fileURLToPath(new URL('./model/', import.meta.resolve('soundswallower'))),
  // Its errors about utterances that do not fit the grammar are an answer here, not news.
  printErr() {},
};
const soundswallower = await createModule(options);

/**
 * @param {string} jsgf
 * @param {boolean} english whether it knows the words of English
 */
async function createDecoder(jsgf, english) {
  // `cmn: batch` judges each utterance by itself, so the answer does not depend on what was said before.
  const config = { loglevel: 'ERROR', samprate: 16000, cmn: 'batch' };
  const created = new soundswallower.Decoder(config);
  if (!english) created.unset_config('dict');
  await created.initialize();
  created.add_words(...extraWords);
  created.set_grammar(jsgf);
  return created;
}

const decoder = await createDecoder(grammar, true);
const sounds = loop === undefined ? undefined : await createDecoder(loop, false);

/**
 * @param {import('soundswallower').Decoder} by
 * @param {Float32Array} samples
 */
function decode(by, samples) {
  by.start();
  by.process_audio(samples, false, true);
  by.stop();
  return by.get_text();
}

/** @param {Int16Array} sound 16 kHz; what waits for the thread takes half of the memory that floats would. */
function recognise(sound) {
  const samples = new Float32Array(sound.length);
  for (let i = 0; i < sound.length; i++) samples[i] = (sound[i] ?? 0) / 0x8000;
  const text = decode(decoder, samples);
  // Only what is taken for a phrase is doubtful.
  if (sounds === undefined || text === '' || text.includes('_')) return { text };
  const words = decoder.get_alignment().w ?? [];
  const pronounced = words.flatMap(({ t }) => decoder.lookup_word(t)?.split(' ') ?? []);
  const heard = decode(sounds, samples).split(' ');
  return { text, pronounced, heard };
}

parentPort?.on('message', (sound) => {
  try {
    parentPort?.postMessage({ result: recognise(sound) });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'soundswallower failed';
    parentPort?.postMessage({ error: message });
  }
});
